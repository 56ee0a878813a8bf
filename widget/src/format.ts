import { dateOf, digits, type Language, type Money } from "@firuze/client";

const LOCALES: Record<Language, string> = { en: "en-GB", fa: "fa-IR" };

/** Formats numbers, money and times for a reader of `language`, in the reader's own time zone. */
export interface Format {
  number(value: number): string;
  /** Digits within a text, such as an order number, without grouping. */
  digits(text: string): string;
  money(value: Money): string;
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
    money: (value) => formatMoney(locale, value),
    time: (at) => time.format(new Date(at)),
    date(at) {
      const moment = dateOf(at);
      return (year.format(moment) === year.format(new Date()) ? date : whole).format(moment);
    },
    weekday: (at) => weekday.format(new Date(at)),
  };
}

function formatMoney(locale: string, { amount, currency }: Money): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: currency === "IRR" && locale === LOCALES.en ? "name" : "symbol",
  });
  if (locale !== LOCALES.fa) return format.format(Number(amount));
  const parts = format.formatToParts(Number(amount));
  const join = (currency: boolean) =>
    parts
      .filter(({ type }) => type !== "literal" && (type === "currency") === currency)
      .map(({ value }) => value)
      .join("");
  return `${join(false)} ${join(true)}`; // Persian puts the amount first; CLDR does not
}
