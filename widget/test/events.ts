import type { Body, BodyOf, Event, VisitorState } from "@firuze/client";

/** An event of the log, one minute after the other unless `at` says otherwise. */
export function event(seq: number, body: Body, fields: Partial<Event> = {}): Event {
  const kind = /^(customer|bot|agent)\b/.exec(body.type)?.[1] ?? "system";
  return {
    seq,
    after: seq - 1,
    at: new Date(Date.UTC(2026, 10, 22, 10, seq)).toISOString(),
    epoch: 0,
    actor: { kind: kind as Event["actor"]["kind"], id: null, name: null },
    body,
    ...fields,
  };
}

export const customerSaid = (text: string, client_id = text): Body => ({
  type: "customer.said",
  text,
  client_id,
  language: "en",
  payload: null,
  file: null,
});

export const botSaid = (text: string, fields: Partial<BodyOf<"bot.said">> = {}): Body => ({
  type: "bot.said",
  text,
  reply_to: 1,
  buttons: [],
  utter_action: null,
  card: null,
  ...fields,
});

export const agentSaid = (text: string): Body => ({
  type: "agent.said",
  text,
  client_id: text,
  file: null,
  card: null,
});

export const stateOf = (fields: Partial<VisitorState> = {}): VisitorState => ({
  owner: "bot",
  epoch: 0,
  head: 0,
  language: "en",
  agent: null,
  position: null,
  ticket: null,
  has_contact: false,
  joining: null,
  absence: null,
  staff_online: true,
  rating: null,
  ...fields,
});
