/** Times for people: in their zone and calendar (Persian for `fa`). */
import type { Language } from "@firuze/client";

const LOCALE: Record<Language, string> = { en: "en-GB", fa: "fa-IR" };
const DAY = 86_400_000;

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

/** How many days of the reader's calendar from now: 0 is today, 1 tomorrow. */
export function daysUntil(at: string, now: number): number {
  return Math.round((startOfDay(new Date(at)) - startOfDay(new Date(now))) / DAY);
}

/** A day to come, such as "Wednesday, 25 November". */
export function weekday(at: string, language: Language): string {
  const options = { weekday: "long", day: "numeric", month: "long" } as const;
  return dateFormat(language, options).format(dateOf(at));
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
