import type { Event, Timers, VisitorTyping } from "@firuze/client";
import { signal } from "@preact/signals-core";

const FORGET = 10_000; // milliseconds of silence after which the writer has stopped, or was cut off

/** The bot or the agent who is writing to the customer now. */
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
    /** The message that was being typed has arrived. */
    settle(last: Event | undefined) {
      if (last?.actor.kind !== "customer") stop();
    },
  };
}
