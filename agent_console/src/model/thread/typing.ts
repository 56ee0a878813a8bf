/** Tells the customer that the agent writes: at most every few seconds, and when it stops. */
import { browserTimers, type Timers } from "@firuze/client";

const REPEAT = 3_000; // milliseconds
const IDLE = 4_000;

export interface TypingNotice {
  touch(): void;
  stop(): void;
}

export function createTypingNotice(
  send: (active: boolean) => void,
  timers: Timers = browserTimers,
): TypingNotice {
  let idle: unknown = null;
  let repeat: unknown = null;

  function stop(): void {
    timers.clear(idle);
    timers.clear(repeat);
    if (idle !== null) send(false);
    idle = repeat = null;
  }

  return {
    touch() {
      timers.clear(idle);
      if (repeat === null) {
        send(true);
        repeat = timers.set(() => {
          repeat = null;
        }, REPEAT);
      }
      idle = timers.set(stop, IDLE);
    },
    stop,
  };
}
