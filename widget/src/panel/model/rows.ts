/** Turns the log into the rows to draw: pure. */
import {
  type Body,
  type BodyOf,
  type Card,
  dayNumber,
  type Event,
  type SentFile,
} from "@firuze/client";

export type Said = Event & { body: BodyOf<"customer.said" | "bot.said" | "agent.said"> };

export interface MessageRow {
  kind: "message";
  event: Said;
  by: "customer" | "bot" | "agent";
  /** First and last of a run by the same author within a few minutes. */
  first: boolean;
  last: boolean;
  /** Titles of the buttons; empty when they are out of date. */
  buttons: string[];
  card: Card | null;
  file: SentFile | null;
}

export interface MomentRow {
  kind: "moment";
  event: Event;
  /**
   * The moment repeats what the one before said (an offer was declined, say), or the next says
   * better.
   */
  again: boolean;
}

export interface DayRow {
  kind: "day";
  at: string;
}

export type Row = MessageRow | MomentRow | DayRow;

const RUN = 4 * 60_000;

/** Nothing of the talk: requests about the customer's data have a page of their own. */
const UNSHOWN = /^(conversation\.started|data_request)/;

/** Rows in order, with a row before the first of each day of the reader's calendar. */
export function toRows(all: readonly Event[]): Row[] {
  const events = all.filter(({ body }) => !UNSHOWN.test(body.type));
  const active = activeButtons(events);
  const rows: Row[] = [];
  events.forEach((event, index) => {
    const before = events[index - 1];
    if (!before || dayNumber(before.at) !== dayNumber(event.at)) {
      rows.push({ kind: "day", at: event.at });
    }
    if (isSaid(event)) rows.push(messageRow(event, before, events[index + 1], active));
    else rows.push({ kind: "moment", event, again: isAgain(before, event, events[index + 1]) });
  });
  return rows;
}

/**
 * Moments after which a waiting, transferred or lost customer already knows that help is sought.
 */
const TELLING = new Set<string | undefined>([
  "queue.entered",
  "agent.lost",
  "conversation.transferred",
]);

function isAgain(before: Event | undefined, event: Event, after: Event | undefined): boolean {
  if (event.body.type !== "queue.entered") return false;
  if (event.body.instead_of || event.body.because) return false;
  return TELLING.has(before?.body.type) || after?.body.type === "absence.told";
}

export function isSaid(event: Event): event is Said {
  return /^(customer|bot|agent)\.said$/.test(event.body.type);
}

function messageRow(
  event: Said,
  before: Event | undefined,
  after: Event | undefined,
  active: ReadonlySet<number>,
): MessageRow {
  const { body } = event;
  const bot = body.type === "bot.said" ? body : null;
  return {
    kind: "message",
    event,
    by: body.type.split(".")[0] as MessageRow["by"],
    first: !before || !sameRun(before, event),
    last: !after || !sameRun(event, after),
    buttons: bot && active.has(event.seq) ? bot.buttons.map((button) => button.title) : [],
    card: body.type === "customer.said" ? null : body.card,
    file: body.type === "bot.said" ? null : body.file,
  };
}

function sameRun(one: Event, two: Event): boolean {
  return (
    one.body.type === two.body.type &&
    one.actor.name === two.actor.name &&
    Date.parse(two.at) - Date.parse(one.at) < RUN
  );
}

/** Only the bot's last answer can be pressed, and only until something else is said or happens. */
function activeButtons(events: readonly Event[]): ReadonlySet<number> {
  const seqs = new Set<number>();
  let replyTo: number | null = null;
  for (const event of events.toReversed()) {
    const { body } = event;
    if (body.type !== "bot.said") break;
    replyTo ??= body.reply_to;
    if (body.reply_to !== replyTo) break;
    seqs.add(event.seq);
  }
  return seqs;
}

/**
 * The seq of the customer's last message, 0 if there is none: until then the quick questions show.
 */
export const lastOwn = (events: readonly Event[]): number =>
  events.findLast((event) => event.body.type === "customer.said")?.seq ?? 0;

const NEWS: ReadonlySet<Body["type"]> = new Set([
  "bot.said",
  "bot.failed",
  "files.unseen",
  "agent.said",
  "agent.accepted",
  "agent.lost",
  "conversation.transferred",
  "absence.told",
  "absence.ended",
  "wait.promised",
  "wait.slipped",
  "ticket.opened",
]);

/** How many events after `seen` a customer who looks away would like to know of. */
export const countNews = (events: readonly Event[], seen: number): number =>
  events.filter((event) => event.seq > seen && NEWS.has(event.body.type)).length;
