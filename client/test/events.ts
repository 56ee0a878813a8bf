import type { Event } from "../src";

/** A bot message; `after` is the seq of the public event before it. */
export function event(seq: number, after = seq - 1): Event {
  return {
    seq,
    after,
    at: "2026-11-22T10:00:00Z",
    epoch: 1,
    actor: { kind: "bot", id: null, name: null },
    body: {
      type: "bot.said",
      text: `message ${seq}`,
      reply_to: 1,
      buttons: [],
      utter_action: null,
      card: null,
    },
  };
}

export const seqs = (events: readonly Event[]): number[] => events.map((each) => each.seq);
