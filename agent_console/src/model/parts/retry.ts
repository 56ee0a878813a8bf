/** Retries after transient errors, with back-off, until there is an answer or nobody wants it. */
import { backOff, isPassing, NoAnswer, RequestRefused, type Timers } from "@firuze/client";

const FIRST = 1_000; // milliseconds
const LAST = 15_000;

/**
 * The answer, or null when `wanted` says that nobody waits for it any more. Throws permanent
 refusals
 * and a lost connection: the reconnect starts over.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  wanted: () => boolean,
  timers: Timers,
): Promise<T | null> {
  for (let attempt = 0; wanted(); attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!passes(error) || isOffline(error)) throw error;
      await new Promise<void>((resolve) => timers.set(resolve, backOff(attempt, FIRST, LAST)));
    }
  }
  return null;
}

/** Whether a retry makes sense; the banner covers a lost connection. */
export function passes(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof RequestRefused && isPassing(error.code);
}

const isOffline = (error: unknown) => error instanceof NoAnswer && error.code !== "timeout";
