/** Days of the reader's own calendar, through midnight and changes of the clocks. */
import { browserTimers, type Timers } from "./timers";

const DAY = 86_400_000; // milliseconds
const OFTEN = 60_000; // a computer that slept, or whose clock was set, is noticed after a minute

/** A date without a time is a day of the calendar, wherever the reader is: its noon stands for it. */
export const dateOf = (at: string | number): Date =>
  new Date(typeof at === "string" && /^\d{4}-\d\d-\d\d$/.test(at) ? `${at}T12:00` : at);

/** Numbers the days: the next day's number is one higher. */
export function dayNumber(at: string | number): number {
  const date = dateOf(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
}

/** How many days from now: 0 is today, 1 tomorrow, -1 yesterday. */
export const daysUntil = (at: string | number, now: number): number =>
  dayNumber(at) - dayNumber(now);

/** Tells the number of today, now and whenever a day has begun; returns what ends it. */
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
