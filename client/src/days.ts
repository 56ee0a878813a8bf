/** Days of the reader's own calendar, across midnight and clock changes. */
import { browserTimers, type Timers } from "./timers";

const DAY = 86_400_000; // milliseconds
const OFTEN = 60_000; // notices within a minute that the computer slept or its clock was set

/** A date without a time is a calendar day wherever the reader is; its noon represents it. */
export const dateOf = (at: string | number): Date =>
  new Date(typeof at === "string" && /^\d{4}-\d\d-\d\d$/.test(at) ? `${at}T12:00` : at);

/** Numbers the days: each day's number is one above the previous day's. */
export function dayNumber(at: string | number): number {
  const date = dateOf(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
}

/** How many days from now: 0 is today, 1 tomorrow, -1 yesterday. */
export const daysUntil = (at: string | number, now: number): number =>
  dayNumber(at) - dayNumber(now);

/**
 * Calls back with today's number, now and whenever a day begins; returns the function that stops
 * it.
 */
export function watchToday(
  tell: (today: number) => void,
  timers: Timers = browserTimers,
  clock: () => number = Date.now,
): () => void {
  let timer: unknown;
  let told: number | null = null;
  function look(): void {
    const now = clock();
    const today = dayNumber(now);
    if (today !== told) tell(today);
    told = today;
    const date = new Date(now);
    const midnight = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
    timer = timers.set(look, Math.min(OFTEN, midnight - now));
  }
  look();
  return () => timers.clear(timer);
}
