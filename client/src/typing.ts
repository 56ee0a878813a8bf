/** Notifies the other side that somebody is typing: at most every 3 s, until a pause of 5 s. */
import { browserTimers, type Timers } from "./timers";

const REPEAT = 3_000; // milliseconds
const PAUSE = 5_000;

export interface TypingNotice {
  touch(): void;
  stop(): void;
}

export function createTypingNotice(
  send: (active: boolean) => void,
  timers: Timers = browserTimers,
): TypingNotice {
  let quiet: unknown = null;
  let repeat: unknown = null;

  function stop(): void {
    if (quiet === null) return;
    timers.clear(quiet);
    timers.clear(repeat);
    quiet = repeat = null;
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
