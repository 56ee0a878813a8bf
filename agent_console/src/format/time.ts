/** Times for people: in their zone and calendar (Persian for `fa`). Durations are in milliseconds. */
import type { Language } from "@firuze/client";
import type { Message } from "../catalogue";

const LOCALE: Record<Language, string> = { en: "en-GB", fa: "fa-IR" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A countdown is told in seconds from here on. */
const SECONDS_TOLD = 120;

export function clockTime(at: string, language: Language): string {
  return dateFormat(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

export function longDate(at: string, language: Language): string {
  const options = { day: "numeric", month: "long", year: "numeric" } as const;
  return dateFormat(language, options).format(dateOf(at));
}

export function shortDate(at: string, language: Language): string {
  return dateFormat(language, { day: "numeric", month: "short" }).format(dateOf(at));
}

export function dateAndTime(at: string, language: Language): string {
  return `${shortDate(at, language)}, ${clockTime(at, language)}`.replace(
    ", ",
    language === "fa" ? "، " : ", ",
  );
}

/** The name of a day in a list of messages: today, yesterday, or the date. */
export function dayOf(at: string, now: number, language: Language): Message | string {
  const day = startOfDay(new Date(at));
  const today = startOfDay(new Date(now));
  if (day === today) return { key: "time.today" };
  if (day === startOfDay(new Date(today - HOUR))) return { key: "time.yesterday" };
  return longDate(at, language);
}

/** How many days of the reader's calendar from now: 0 is today, 1 tomorrow. */
export function daysUntil(at: string, now: number): number {
  return Math.round((startOfDay(new Date(at)) - startOfDay(new Date(now))) / DAY);
}

/** A day to come, such as "Wednesday, 25 November". */
export function weekday(at: string, language: Language): string {
  const options = { weekday: "long", day: "numeric", month: "long" } as const;
  return dateFormat(language, options).format(dateOf(at));
}

/** A wait in words: seconds are not told, a day is. */
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

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** A date without a time is a day of the calendar, wherever the reader is. */
function dateOf(at: string): Date {
  return /^\d{4}-\d\d-\d\d$/.test(at) ? new Date(`${at}T12:00:00`) : new Date(at);
}

export function dateFormat(language: Language, options: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(LOCALE[language], options);
}
