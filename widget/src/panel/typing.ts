import type { Event, Timers, VisitorTyping } from "@firuze/client";
import { signal } from "@preact/signals-core";

const FORGET = 10_000; // a writer who has said nothing for so long has stopped, or was cut off
const REPEAT = 3_000;
const PAUSE = 5_000;

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

/** Tells the other side that the customer writes: at most every 3 s, until a pause of 5 s. */
export function outgoingTyping(timers: Timers, send: (active: boolean) => void) {
  let quiet: unknown = null;
  let repeat: unknown = null;

  function stop(): void {
    if (quiet === null) return;
    timers.clear(quiet);
    timers.clear(repeat);
    quiet = null;
    repeat = null;
    send(false);
  }

  return {
    touch() {
      timers.clear(quiet);
      quiet = timers.set(stop, PAUSE);
      if (repeat !== null) return;
      send(true);
      repeat = timers.set(() => {
        repeat = null;
      }, REPEAT);
    },
    stop,
  };
}
