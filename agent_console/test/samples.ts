/** Values of the protocol with sensible defaults, for tests. */
import {
  type BodyOf,
  type BotsNow,
  type ConversationItem,
  type CustomerKept,
  type CustomerPanel,
  type DataRequestItem,
  type DeliveryItem,
  type Emotion,
  type Event,
  type InvitationItem,
  type Mark,
  type Marks,
  type Me,
  NOTHING,
  type SetUpBegun,
  type StaffName,
  type Suggestion,
  type ThreadMail,
} from "@firuze/client";
import RIGHTS from "../../contracts/permissions.json";

/** Nobody waits for a bot. */
export const REST: BotsNow = { waiting: 0, longest: 0, short_of_cores: false };

/** A member of the staff with the rights which the gateway gives to the role. */
export const inRole = (role: Me["role"], more: Partial<Me> = {}): Me => ({
  id: "agent-sara",
  names: { en: "Sara", fa: "سارا" },
  email: "sara@shop.example",
  role,
  capacity: 3,
  available: true,
  missed: 0,
  portrait: null,
  rights: RIGHTS[role] as Me["rights"],
  ...more,
});

export const SARA = inRole("agent");

/** The gateway names these members of the staff; Omid has no Persian name. */
export const STAFF: StaffName[] = [
  { id: SARA.id, names: SARA.names, disabled: false, portrait: null },
  {
    id: "agent-omid",
    names: { en: "Omid", fa: null },
    disabled: false,
    portrait: "/portraits/omid",
  },
];

/** What an app reads when the second step is set up. */
export const BEGUN: SetUpBegun = {
  secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  address: "otpauth://totp/Shop:sara@shop.example?secret=JBSWY3DPEHPK3PXP",
  picture: "data:image/svg+xml,%3Csvg/%3E",
  sealed: "sealed",
};
export const CODES = ["abcde-fgh23", "jkmnp-qrs45"];

/** Omid, who was invited and has not come yet. */
export const invited = (more: Partial<InvitationItem> = {}): InvitationItem => ({
  id: "0190d3a0-0000-7000-8000-00000000000f",
  names: { en: "Omid", fa: null },
  email: "omid@shop.example",
  role: "agent",
  languages: ["en", "fa"],
  teams: ["returns"],
  language: "fa",
  by: { en: "Leila", fa: "لیلا" },
  sent_at: "2026-11-24T09:00:00Z",
  expires_at: "2026-12-01T09:00:00Z",
  mail: "sent",
  error: null,
  ...more,
});

type Owner = ConversationItem["owner"];

export const owner = (kind: Owner["kind"], more: Partial<Owner> = {}): Owner => ({
  kind,
  agent_id: null,
  agent_name: null,
  deadline: null,
  since: null,
  snoozed_until: null,
  ...more,
});

export const mine = (kind: "agent" | "offered", more: Partial<Owner> = {}): Owner =>
  owner(kind, { agent_id: SARA.id, agent_name: "Sara", ...more });

export const theirs = (kind: "agent" | "offered"): Owner =>
  owner(kind, { agent_id: "agent-omid", agent_name: "Omid" });

export const item = (id: string, more: Partial<ConversationItem> = {}): ConversationItem => ({
  id,
  customer_id: `customer-${id}`,
  channel: "widget",
  customer_name: null,
  language: "en",
  owner: owner("bot"),
  epoch: 1,
  head: 1,
  asked: 0,
  unanswered: [],
  reason: null,
  mood: null,
  priority: 0,
  ticket: null,
  satisfaction: null,
  started_at: at(0),
  last: null,
  ...more,
});

export const said = (by: "customer" | "bot" | "agent", minute: number) => ({
  by,
  text: `${by} at ${minute}`,
  at: at(minute),
});

export const marks = (customer: Partial<Mark> = {}, staff: Partial<Mark> = {}): Marks => ({
  customer: { ...NOTHING, ...customer },
  staff: { ...NOTHING, ...staff },
});

/** A time on the day of these tests. */
export const at = (minute: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10, minute)).toISOString();

export const CUSTOMER: Event["actor"] = { kind: "customer", id: "customer-1", name: "Daniel" };
export const BOT: Event["actor"] = { kind: "bot", id: null, name: null };
export const AGENT: Event["actor"] = { kind: "agent", id: SARA.id, name: SARA.names.en };
export const SYSTEM: Event["actor"] = { kind: "system", id: null, name: null };

export const event = (
  seq: number,
  body: Event["body"],
  actor: Event["actor"] = SYSTEM,
  minute = seq,
): Event => ({ seq, after: seq - 1, at: at(minute), epoch: 1, actor, body });

export const customerSaid = (
  seq: number,
  text: string,
  more: Partial<BodyOf<"customer.said">> = {},
): Event =>
  event(
    seq,
    {
      type: "customer.said",
      text,
      client_id: `client-${seq}`,
      language: "en",
      payload: null,
      file: null,
      ...more,
    },
    CUSTOMER,
  );

export const agentSaid = (seq: number, text: string, client_id = `client-${seq}`): Event =>
  event(seq, { type: "agent.said", text, client_id, file: null, card: null }, AGENT);

export const CALM: Emotion = { label: "neutral", score: 0, words: [], valence: 0, arousal: 0 };

export const understood = (
  seq: number,
  replyTo: number,
  intent: string,
  emotion: Partial<Emotion> = {},
): Event =>
  event(
    seq,
    {
      type: "bot.understood",
      reply_to: replyTo,
      intent: { name: intent, confidence: 0.9 },
      ranking: [],
      entities: [],
      slots: {},
      emotion: { ...CALM, ...emotion },
      in_form: false,
    },
    BOT,
  );

export const handoff = (
  seq: number,
  more: Partial<BodyOf<"handoff.requested">["packet"]> = {},
): Event =>
  event(seq, {
    type: "handoff.requested",
    reason: more.reason ?? "complaint",
    priority: 2,
    packet: packet(more),
  });

export const packet = (
  more: Partial<BodyOf<"handoff.requested">["packet"]> = {},
): BodyOf<"handoff.requested">["packet"] => ({
  version: 2,
  reason: "complaint",
  evidence: [],
  scores: [],
  language: "en",
  intents: [],
  slots: {},
  tried: [],
  mood: [],
  question: null,
  entities: [],
  orders: [],
  files: [],
  verified: false,
  unresolved: null,
  ...more,
});

export const panelOf = (id: string): CustomerPanel => ({
  profile: {
    id,
    name: null,
    email: null,
    phone: null,
    verified: false,
    language: "en",
    since: at(0),
  },
  orders: [],
  conversations: [],
});

export const KEPT: CustomerKept = {
  conversations: 2,
  with_words: 2,
  under_way: 0,
  events: 40,
  mails: 1,
  orders: 0,
  erased_at: null,
};

/** The end of an erased log. */
export const erased = (seq: number): Event => event(seq, { type: "conversation.erased" }, SYSTEM);

export const suggestion = (more: Partial<Suggestion> = {}): Suggestion => ({
  reply_to: 1,
  language: "en",
  intent: null,
  emotion: CALM,
  opening: [],
  replies: [{ kind: "words", text: "Two days.", late: false }],
  article: null,
  steps: [],
  ...more,
});

export const contactLeft = (seq: number, email: string | null, phone: string | null = null) =>
  event(
    seq,
    { type: "contact.left", client_id: `client-${seq}`, name: null, email, phone },
    CUSTOMER,
  );

export const delivery = (id: string, more: Partial<DeliveryItem> = {}): DeliveryItem => ({
  id,
  kind: "answer",
  to: "n•••@mail.example",
  language: "en",
  state: "failed",
  gathering: false,
  due_at: at(5),
  tries: 1,
  error: "refused",
  reply: null,
  created_at: at(0),
  settled_at: at(5),
  conversation_id: null,
  expired: false,
  ...more,
});

export const dataRequest = (id: string, more: Partial<DataRequestItem> = {}): DataRequestItem => ({
  id,
  customer_id: "0190d3a0-0000-7000-8000-00000000c0de",
  conversation_id: "0190d3a0-0000-7000-8000-000000000001",
  kind: "copy",
  state: "open",
  name: "Nika",
  verified: true,
  asked_at: at(0),
  due_at: at(30 * 24 * 60),
  settled_at: null,
  reason: null,
  may_give: true,
  ...more,
});

export const threadMail = (first: number, last: number, more: Partial<ThreadMail> = {}) => ({
  id: `mail-${first}`,
  first,
  last,
  state: "waiting" as const,
  at: at(5),
  tries: 0,
  error: null,
  ...more,
});
