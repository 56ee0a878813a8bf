/** Waits, deadlines and days in words. Durations are in milliseconds. */
import { dayNumber, daysUntil, type Language } from "@firuze/client";
import { language, type Message, t } from "../catalogue";
import { clockTime, longDate, shortDate } from "../format/time";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Below this many seconds a countdown shows seconds. */
const SECONDS_TOLD = 120;

/** The name of a day in a list of messages: today, yesterday, or the date. */
export function dayOf(at: string, today: number, language: Language): Message | string {
  const days = dayNumber(at) - today;
  if (days === 0) return { key: "time.today" };
  if (days === -1) return { key: "time.yesterday" };
  return longDate(at, language);
}

/** A future time, as short as is clear: "14:30", "tomorrow at 09:00", "24 Nov at 09:00". */
export function timeToCome(at: string, now: number): string {
  const time = clockTime(at, language.value);
  const days = daysUntil(at, now);
  if (days <= 0) return time;
  if (days === 1) return t("time.tomorrow_at", { time });
  return t("time.date_at", { date: shortDate(at, language.value), time });
}

/** A wait in words: without seconds, with days. */
export function wait(duration: number): Message {
  if (duration < MINUTE) return { key: "time.now" };
  if (duration < HOUR) return { key: "time.minutes", params: { m: Math.floor(duration / MINUTE) } };
  if (duration >= DAY) return { key: "time.days", params: { d: Math.floor(duration / DAY) } };
  const h = Math.floor(duration / HOUR);
  const m = Math.floor((duration % HOUR) / MINUTE);
  return m === 0
    ? { key: "time.hours_only", params: { h } }
    : { key: "time.hours", params: { h, m } };
}

/** What is left until a deadline, to the second; never below zero. */
export function countdown(deadline: string, now: number): Message {
  const left = Math.max(0, Math.floor((Date.parse(deadline) - now) / 1000));
  if (left <= SECONDS_TOLD) return { key: "time.seconds", params: { s: left } };
  return { key: "time.minutes", params: { m: Math.ceil(left / 60) } };
}
