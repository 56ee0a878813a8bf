/** Formats times in the reader's time zone and calendar (Persian for `fa`). */
import { dateOf, type Language } from "@firuze/client";

const LOCALE: Record<Language, string> = { en: "en-GB", fa: "fa-IR" };

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

/** Formats a future day, such as "Wednesday, 25 November". */
export function weekday(at: string, language: Language): string {
  const options = { weekday: "long", day: "numeric", month: "long" } as const;
  return dateFormat(language, options).format(dateOf(at));
}

export function dateFormat(language: Language, options: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(LOCALE[language], options);
}
