/** What an agent may do with a conversation now, and why they may not write. */
import type { ConversationItem, Me } from "@firuze/client";
import { type Action, may } from "../account/rights";
import { isSnoozed } from "../inbox/items";

const MOVES = [
  "accept",
  "decline",
  "take",
  "take_over",
  "transfer",
  "snooze",
  "wake",
  "return_to_bot",
  "close",
] as const satisfies Action[];

export type Move = (typeof MOVES)[number];
export type Lock = "bot" | "queued" | "offered_me" | "offered" | "agent" | "ticket" | "closed";

export interface Moves {
  allowed: ReadonlySet<Move>;
  /** Why the agent cannot write to the customer; null when they can. */
  lock: Lock | null;
}

export function movesFor(item: ConversationItem, me: Me): Moves {
  const allowed = MOVES.filter((move) => makesSense(move, item) && may(me, move, item));
  return { allowed: new Set(allowed), lock: may(me, "say", item) ? null : lockOf(item, me) };
}

/** Keeps one of two moves with the same effect: the one whose name says what happens. */
function makesSense(move: Move, item: ConversationItem): boolean {
  switch (move) {
    case "take":
      return item.owner.kind !== "offered";
    case "snooze":
      return !isSnoozed(item);
    case "wake":
      return isSnoozed(item);
    default:
      return true;
  }
}

function lockOf({ owner }: ConversationItem, me: Me): Lock {
  return owner.kind === "offered" && owner.agent_id === me.id ? "offered_me" : owner.kind;
}
