/** What an agent may do with a conversation now, and why not write when they may not. */
import type { ConversationItem, Me } from "@firuze/client";

export type Move = "accept" | "decline" | "take" | "return_to_bot" | "close";
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
      return mine ? may(null, "return_to_bot", "close") : may("agent");
    case "offered":
      return mine ? may("offered_me", "accept", "decline") : may("offered");
    case "closed":
      return may("closed");
    default:
      return may(kind, "take");
  }
}

function may(lock: Lock | null, ...moves: Move[]): Moves {
  return { allowed: new Set(moves), lock };
}
