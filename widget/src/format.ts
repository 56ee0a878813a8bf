import { dateOf, digits, type Language } from "@firuze/client";

const LOCALES: Record<Language, string> = { en: "en-GB", fa: "fa-IR" };

/** Formats numbers and times for a reader of `language`, in the reader's own time zone. */
export interface Format {
  number(value: number): string;
  /** Digits within a text, such as an order number, without grouping. */
  digits(text: string): string;
  time(at: string): string;
  /** With its year where that is another than this one, by the reader's calendar. */
  date(at: string): string;
  weekday(at: string): string;
}

export function formatter(language: Language, timeZone?: string): Format {
  const locale = LOCALES[language];
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", ...zone });
  const day = { day: "numeric", month: "long", ...zone } as const;
  const date = new Intl.DateTimeFormat(locale, day);
  const year = new Intl.DateTimeFormat(locale, { year: "numeric", ...zone });
  const whole = new Intl.DateTimeFormat(locale, { ...day, year: "numeric" });
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    ...day,
  });
  return {
    number: (value) => new Intl.NumberFormat(locale).format(value),
    digits: (text) => digits(text, language),
    time: (at) => time.format(new Date(at)),
    date(at) {
      const moment = dateOf(at);
      return (year.format(moment) === year.format(new Date()) ? date : whole).format(moment);
    },
    weekday: (at) => weekday.format(new Date(at)),
  };
}
