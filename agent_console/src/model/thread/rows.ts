/**
 * Turns the log into rows: messages (with what the bot understood of them), and system lines.
 */
import type { Body, BodyOf, BotUnderstood, Button, Card, Event, SentFile } from "@firuze/client";
import type { TextKey } from "../../catalogue";

export type Side = "customer" | "bot" | "agent" | "note";

interface Placed {
  seq: number;
  at: string;
  type: Body["type"];
}

export interface MessageRow extends Placed {
  kind: "message";
  side: Side;
  /** Empty once it was erased. */
  text: string;
  author: string | null;
  /** The author's id. */
  by: string | null;
  mine: boolean;
  /** Same speaker as the row before, shortly after: shown as one block. */
  continued: boolean;
  pressed: boolean;
  buttons: readonly Button[];
  card: Card | null;
  file: SentFile | null;
  understood: BotUnderstood | null;
  clientId: string | null;
}

export interface LineRow extends Placed {
  kind: "line";
  internal: boolean;
  event: Event;
  /** The person whom the line is about, if any, as the log names them, and their id. */
  name: string | null;
  about: string | null;
  mine: boolean;
  /** Whether the reader did it. */
  byMe: boolean;
}

export type Row = MessageRow | LineRow;

export interface Reader {
  me: string;
  /** Show every internal event as a line of its own, as supervisors read. */
  audit: boolean;
}

const INTERNAL: ReadonlySet<Body["type"]> = new Set([
  "bot.understood",
  "action.begun",
  "bot.suppressed",
  "handoff.requested",
  "agent.offered",
  "offer.expired",
  "agent.noted",
  "conversation.erased",
  "conversation.snoozed",
  "conversation.woken",
]);
const BLOCK = 3 * 60_000; // milliseconds between messages of a block

export function rowsOf(events: readonly Event[], reader: Reader): Row[] {
  const readings = readingsOf(events);
  const names = namesOf(events);
  const rows: Row[] = [];
  for (const event of events) {
    const row = rowOf(event, reader, readings, names);
    if (row) rows.push(row.kind === "message" ? joined(row, rows.at(-1)) : row);
  }
  return rows;
}

/** What the bot understood, by the seq of the message. */
export function readingsOf(events: readonly Event[]): Map<number, BotUnderstood> {
  const readings = new Map<number, BotUnderstood>();
  for (const { body } of events) {
    if (body.type === "bot.understood") readings.set(body.reply_to, body);
  }
  return readings;
}

/** Agents' names by id, for events that carry only the id. */
function namesOf(events: readonly Event[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { actor, body } of events) {
    if (
      body.type === "agent.offered" ||
      body.type === "agent.accepted" ||
      body.type === "agent.lost"
    ) {
      names.set(body.agent_id, body.agent_name);
    } else if (actor.kind === "agent" && actor.id && actor.name) names.set(actor.id, actor.name);
  }
  return names;
}

function rowOf(
  event: Event,
  reader: Reader,
  readings: Map<number, BotUnderstood>,
  names: Map<string, string>,
): Row | null {
  const { body } = event;
  switch (body.type) {
    case "customer.said":
      return message(event, reader, "customer", body.text, {
        pressed: body.payload !== null,
        clientId: body.client_id,
        understood: readings.get(event.seq) ?? null,
        file: body.file,
      });
    case "bot.said":
      return message(event, reader, "bot", body.text, {
        buttons: body.buttons,
        card: body.card,
      });
    case "agent.said":
      return message(event, reader, "agent", body.text, {
        clientId: body.client_id,
        file: body.file,
        card: body.card,
      });
    case "agent.noted":
      return message(event, reader, "note", body.text, { clientId: body.client_id });
    case "bot.understood":
      return reader.audit ? line(event, reader, names) : null;
    default:
      return line(event, reader, names);
  }
}

const placed = ({ seq, at, body }: Event): Placed => ({ seq, at, type: body.type });

function message(
  event: Event,
  reader: Reader,
  side: Side,
  text: string,
  more: Partial<MessageRow>,
): MessageRow {
  return {
    kind: "message",
    ...placed(event),
    side,
    text,
    author: event.actor.name,
    by: event.actor.id,
    mine: event.actor.kind === "agent" && event.actor.id === reader.me,
    continued: false,
    pressed: false,
    buttons: [],
    card: null,
    file: null,
    understood: null,
    clientId: null,
    ...more,
  };
}

function joined(row: MessageRow, before: Row | undefined): MessageRow {
  const continued =
    before?.kind === "message" &&
    before.side === row.side &&
    before.by === row.by &&
    Date.parse(row.at) - Date.parse(before.at) < BLOCK;
  return { ...row, continued };
}

function line(event: Event, reader: Reader, names: Map<string, string>): LineRow {
  const { body, actor } = event;
  const id = "agent_id" in body ? body.agent_id : actor.id;
  return {
    kind: "line",
    ...placed(event),
    internal: INTERNAL.has(body.type),
    event,
    name: "agent_name" in body ? body.agent_name : (names.get(id ?? "") ?? actor.name),
    about: id,
    mine: id === reader.me,
    byMe: actor.kind === "agent" && actor.id === reader.me,
  };
}

/** The text key of a line, by its event. */
export function lineKey(row: LineRow): TextKey {
  const { body, actor } = row.event;
  switch (body.type) {
    case "agent.offered":
    case "agent.accepted":
    case "conversation.snoozed":
      return row.mine ? `line.${body.type}.me` : `line.${body.type}`;
    case "agent.lost": {
      const key = `line.agent.lost.${body.cause ?? "unknown"}` as const;
      return row.mine ? `${key}.me` : key;
    }
    case "conversation.closed":
      if (actor.kind === "customer") return "line.conversation.closed.customer";
      return row.mine ? `line.${body.type}.me` : `line.${body.type}`;
    case "offer.expired":
      return row.mine ? `line.offer.expired.${body.cause}.me` : `line.offer.expired.${body.cause}`;
    case "action.begun":
      return `line.action.begun.${body.kind}`;
    case "action.taken":
      return body.kind === "return_requested" && body.reason
        ? "line.action.taken.return_requested.reason"
        : `line.action.taken.${body.kind}`;
    case "wait.promised":
      return body.late ? "line.wait.promised.late" : "line.wait.promised";
    case "absence.told":
      if (!body.closed) return "line.absence.told";
      return body.opens_at ? "line.absence.told.opens" : "line.absence.told.closed";
    case "ticket.opened":
      return `line.ticket.opened.${body.cause}`;
    case "conversation.woken":
      return body.cause === "agent" && row.mine
        ? "line.conversation.woken.agent.me"
        : `line.conversation.woken.${body.cause}`;
    case "conversation.transferred":
      return transferKey(row, body);
    case "conversation.rated":
      return body.effort ? "line.conversation.rated.effort" : "line.conversation.rated";
    case "returned.to_bot":
      if (actor.kind !== "agent") return "line.returned.to_bot.customer";
      return row.mine ? "line.returned.to_bot.agent.me" : "line.returned.to_bot.agent";
    case "handoff.requested":
      return body.reason === "taken_over"
        ? "line.handoff.requested.taken_over"
        : "line.handoff.requested";
    case "bot.failed":
      return body.code === "overloaded" ? "line.bot.overloaded" : "line.bot.failed";
    case "conversation.started":
      return body.consent ? "line.conversation.started.agreed" : "line.conversation.started";
    case "data_request.made":
    case "data_request.withdrawn":
      return `line.${body.type}.${body.kind}`;
    case "data_request.answered":
      return body.outcome === "done"
        ? "line.data_request.done.copy"
        : `line.data_request.refused.${body.kind}`;
    case "bot.understood":
    case "bot.suppressed":
    case "files.unseen":
    case "queue.entered":
    case "wait.chosen":
    case "wait.slipped":
    case "absence.ended":
    case "contact.left":
    case "consent.given":
    case "customer.identified":
    case "conversation.reopened":
    case "conversation.erased":
      return `line.${body.type}`;
    default:
      return "line.unknown";
  }
}

/** Chosen by sender and receiver; a supervisor who takes over transfers to themselves. */
function transferKey(row: LineRow, body: BodyOf<"conversation.transferred">): TextKey {
  if (body.team) return row.byMe ? "line.transferred.team.me" : "line.transferred.team";
  if (body.agent_id === row.event.actor.id) {
    return row.byMe ? "line.transferred.taken.me" : "line.transferred.taken";
  }
  if (row.byMe) return "line.transferred.by_me";
  return row.mine ? "line.transferred.to_me" : "line.transferred.person";
}
