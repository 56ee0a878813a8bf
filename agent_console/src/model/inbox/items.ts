/**
 * Compares, groups and sorts conversations in a list: which version is newer, which tab, which
 order.
 *
 * Newer replaces older by (`epoch`, `head`), whichever way it arrived.
 */
import type { ConversationItem } from "@firuze/client";

export type Tab = "offered" | "mine" | "queue" | "all";
export type Items = ReadonlyMap<string, ConversationItem>;

export const TABS: readonly Tab[] = ["offered", "mine", "queue", "all"];

/** Whether `a` is the same version as `b` or a later one. */
export function isCurrent(a: ConversationItem, b: ConversationItem): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.head >= b.head);
}

export function merge(items: Items, news: readonly ConversationItem[]): Items {
  const merged = new Map(items);
  for (const item of news) {
    const known = merged.get(item.id);
    if (!known || isCurrent(item, known)) merged.set(item.id, item);
  }
  return merged;
}

/** Drops those that left the agent's sight, except for `touched`, as in `reconcile`. */
export function without(
  items: Items,
  gone: readonly string[],
  touched: ReadonlySet<string>,
): Items {
  const out = new Set(gone.filter((id) => !touched.has(id)));
  return out.size > 0 ? new Map([...items].filter(([id]) => !out.has(id))) : items;
}

/**
 * The list after a fresh snapshot: drops what the snapshot does not contain, except for `touched`,
 * which were pushed while the snapshot was in flight.
 */
export function reconcile(
  items: Items,
  snapshot: readonly ConversationItem[],
  touched: ReadonlySet<string>,
): Items {
  const named = new Set(snapshot.map((item) => item.id));
  const kept = [...items].filter(([id]) => named.has(id) || touched.has(id));
  return merge(new Map(kept), snapshot);
}

export function inTab(item: ConversationItem, tab: Tab, me: string): boolean {
  const { kind, agent_id } = item.owner;
  const mine = agent_id === me;
  switch (tab) {
    case "offered":
      return kind === "offered" && mine;
    case "mine":
      return kind === "agent" && mine;
    case "queue":
      return kind === "queued" || isTicket(item) || (kind === "offered" && !mine);
    case "all":
      return kind !== "closed";
  }
}

/** An open ticket stays one while its customer goes on with the bot. */
export function isTicket(item: ConversationItem): boolean {
  const { kind } = item.owner;
  return kind === "ticket" || (kind === "bot" && item.ticket !== null);
}

export function isSnoozed(item: ConversationItem): boolean {
  return item.owner.snoozed_until !== null;
}

/** How many of the customer's messages no agent has seen; `read` is the agents' read mark. */
export function unreadOf(item: ConversationItem, read: number): number {
  // A reply answers everything before it, even unseen messages that came while it was being written.
  return item.unanswered.filter((seq) => seq > read).length || Number(item.asked > read);
}

/** The seq of the customer's last message that no agent has seen, 0 if there is none. */
export function lastUnread(item: ConversationItem, read: number): number {
  const last = Math.max(item.asked, ...item.unanswered);
  return last > read ? last : 0;
}

/** The customer wrote last, and a person, who has not snoozed it, is to answer. */
export function awaitsAnswer(item: ConversationItem): boolean {
  const { kind } = item.owner;
  return item.last?.by === "customer" && kind !== "bot" && kind !== "closed" && !isSnoozed(item);
}

const PUNCTUAL = 60_000; // milliseconds by which the clocks of browser and server may differ

/** Whether the snooze of `before` ran out, so that the agent wants a reminder. */
export function cameBack(before: ConversationItem, after: ConversationItem, now: number): boolean {
  const until = before.owner.snoozed_until;
  const stays = after.owner.agent_id === before.owner.agent_id && after.owner.kind === "agent";
  return until !== null && stays && !isSnoozed(after) && Date.parse(until) <= now + PUNCTUAL;
}

/** The time since which the customer waits, or null when they do not. */
export function waitingSince(item: ConversationItem): string | null {
  const { kind, since } = item.owner;
  if (kind === "queued" || kind === "offered") return since ?? item.last?.at ?? item.started_at;
  return awaitsAnswer(item) ? (item.last?.at ?? null) : null;
}

export function ordered(
  items: Iterable<ConversationItem>,
  tab: Tab,
  me: string,
): ConversationItem[] {
  return [...items].filter((item) => inTab(item, tab, me)).sort(ORDER[tab]);
}

type Order = (a: ConversationItem, b: ConversationItem) => number;

const text = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  return (a ?? "") < (b ?? "") ? -1 : 1;
};
const lastAt = (item: ConversationItem) => Date.parse(item.last?.at ?? item.started_at);
const since = (item: ConversationItem) => Date.parse(waitingSince(item) ?? item.started_at);
const newestFirst: Order = (a, b) => lastAt(b) - lastAt(a) || text(a.id, b.id);
/** The gateway's order: a minute of priority equals a minute of waiting. */
const rank = (item: ConversationItem) => since(item) - item.priority * 60_000;
const oldestWaitFirst: Order = (a, b) => since(a) - since(b) || text(a.id, b.id);

const ORDER: Record<Tab, Order> = {
  offered: (a, b) => text(a.owner.deadline, b.owner.deadline) || oldestWaitFirst(a, b),
  mine: (a, b) =>
    Number(isSnoozed(a)) - Number(isSnoozed(b)) ||
    text(a.owner.snoozed_until ?? null, b.owner.snoozed_until ?? null) ||
    Number(awaitsAnswer(b)) - Number(awaitsAnswer(a)) ||
    (awaitsAnswer(a) ? oldestWaitFirst(a, b) : newestFirst(a, b)),
  queue: (a, b) =>
    Number(isTicket(a)) - Number(isTicket(b)) ||
    (isTicket(a) ? (a.ticket ?? 0) - (b.ticket ?? 0) : rank(a) - rank(b)) ||
    text(a.id, b.id),
  all: newestFirst,
};
