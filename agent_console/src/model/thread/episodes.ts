/**
 * Earlier matters of the same conversation: a customer who returns after it was closed goes on in
 the
 * same log, so what happened last time is further up in it.
 */
import type { Event, HandoffReason } from "@firuze/client";

export interface Episode {
  /** The seq where it begins, to scroll to. */
  seq: number;
  at: string;
  reason: HandoffReason | null;
  /** The last message to or by the customer. */
  last: string | null;
}

/** All that ended before the current matter, newest first. */
export function earlierEpisodes(events: readonly Event[]): Episode[] {
  const begins = events.flatMap(({ body }, index) =>
    body.type === "conversation.reopened" ? [index] : [],
  );
  const starts = [0, ...begins];
  return begins.map((end, index) => episodeOf(events.slice(starts[index], end))).reverse();
}

function episodeOf(events: readonly Event[]): Episode {
  const first = events.find(({ body }) => body.type === "customer.said") ?? events[0];
  const reasons = events.flatMap(({ body }) =>
    body.type === "handoff.requested" ? [body.reason] : [],
  );
  const said = events.flatMap(({ body }) =>
    body.type === "customer.said" || body.type === "bot.said" || body.type === "agent.said"
      ? [body.text]
      : [],
  );
  return {
    seq: first?.seq ?? 0,
    at: first?.at ?? "",
    reason: reasons.at(-1) ?? null,
    last: said.at(-1) ?? null,
  };
}
