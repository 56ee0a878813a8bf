/**
 * Walks behind a cursor, page by page until nothing is missing.
 *
 * One walk at a time, however often it is requested; a failed one is retried with back-off until
 * it ends or is stopped.
 */
import { backOff, browserTimers, type Timers } from "./timers";

export interface WalkOptions<Page> {
  /** The page behind the cursor; rejects when it is unavailable now. */
  fetchPage(): Promise<Page>;
  /** Keeps a page and moves the cursor; says whether there is more. */
  take(page: Page): boolean;
  /** A page could not be fetched or kept, and will be requested again. */
  onError?(error: unknown): void;
  timers?: Timers;
}

export interface Walk {
  /** Resolves when nothing is missing any more, or when the walk is stopped. */
  load(): Promise<void>;
  stop(): void;
}

const FIRST_RETRY = 500;
const LAST_RETRY = 15_000;

export function createWalk<Page>(options: WalkOptions<Page>): Walk {
  const timers = options.timers ?? browserTimers;
  let walking: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let wake: (() => void) | null = null;

  async function walk(): Promise<void> {
    for (;;) {
      again = false;
      const page = await options.fetchPage();
      if (stopped || !(options.take(page) || again)) return;
    }
  }

  function pause(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const handle = timers.set(resolve, delay);
      wake = () => {
        timers.clear(handle);
        resolve();
      };
    });
  }

  async function walkUntilDone(): Promise<void> {
    for (let attempt = 0; !stopped; attempt++) {
      try {
        return await walk();
      } catch (error) {
        if (stopped) return;
        options.onError?.(error);
        await pause(backOff(attempt, FIRST_RETRY, LAST_RETRY));
        wake = null;
      }
    }
  }

  function load(): Promise<void> {
    again = true;
    wake?.();
    walking ??= walkUntilDone().finally(() => {
      walking = null;
      if (again && !stopped) void load();
    });
    return walking;
  }

  return {
    load,
    stop() {
      stopped = true;
      wake?.();
    },
  };
}
