import type { Event, Timers, VisitorTyping } from "@firuze/client";
import { signal } from "@preact/signals-core";

const FORGET = 10_000; // a writer who has said nothing for so long has stopped, or was cut off

/** Who is writing to the customer now. */
export function incomingTyping(timers: Timers) {
  const by = signal<VisitorTyping["by"] | null>(null);
  let timer: unknown = null;

  function stop(): void {
    timers.clear(timer);
    by.value = null;
  }

  return {
    by,
    receive(push: VisitorTyping) {
      stop();
      if (!push.active) return;
      by.value = push.by;
      timer = timers.set(stop, FORGET);
    },
    /** What was being written has come. */
    settle(last: Event | undefined) {
      if (last?.actor.kind !== "customer") stop();
    },
  };
}
