/** What an agent may do with a conversation now, and why not write when they may not. */
import type { ConversationItem, Me } from "@firuze/client";
import { isSnoozed } from "../inbox/items";

export type Move =
  | "accept"
  | "decline"
  | "take"
  | "take_over"
  | "transfer"
  | "snooze"
  | "wake"
  | "return_to_bot"
  | "close";
export type Lock = "bot" | "queued" | "offered_me" | "offered" | "agent" | "ticket" | "closed";

export interface Moves {
  allowed: ReadonlySet<Move>;
  /** Why the agent cannot write to the customer; null when they can. */
  lock: Lock | null;
}

export function movesFor(item: ConversationItem, me: Me): Moves {
  const { kind, agent_id } = item.owner;
  const mine = agent_id === me.id;
  switch (kind) {
    case "agent":
      if (!mine) return may("agent", ...overColleagues(me));
      return may(null, "transfer", isSnoozed(item) ? "wake" : "snooze", "return_to_bot", "close");
    case "offered":
      if (!mine) return may("offered", ...overColleagues(me));
      return may("offered_me", "accept", "decline");
    case "closed":
      return may("closed");
    default:
      return may(kind, "take");
  }
}

const overColleagues = (me: Me): Move[] => (me.role === "agent" ? [] : ["take_over"]);

function may(lock: Lock | null, ...moves: Move[]): Moves {
  return { allowed: new Set(moves), lock };
}
