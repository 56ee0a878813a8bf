/** Asks again after errors that pass, later and later, until it is answered or no longer wanted. */
import { backOff, isPassing, NoAnswer, RequestRefused, type Timers } from "@firuze/client";

const FIRST = 1_000; // milliseconds
const LAST = 15_000;

/**
 * The answer, or null when `wanted` says that nobody waits for it any more. Refusals for good and a
 * lost connection are thrown: the reconnect begins anew.
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

/** Whether it is worth asking the same again; of a lost connection the banner tells. */
export function passes(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof RequestRefused && isPassing(error.code);
}

const isOffline = (error: unknown) => error instanceof NoAnswer && error.code !== "timeout";
