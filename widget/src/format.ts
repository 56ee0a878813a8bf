import type { Language, Money } from "@firuze/client";

const LOCALES: Record<Language, string> = { en: "en-GB", fa: "fa-IR" };

/** Numbers, money and times as a reader of `language` writes them, in the reader's own zone. */
export interface Format {
  number(value: number): string;
  /** Digits within a text, such as an order number, without grouping. */
  digits(text: string): string;
  money(value: Money): string;
  time(at: string): string;
  date(at: string): string;
  /** Same calendar day in the reader's zone gives the same key. */
  dayKey(at: string): string;
  weekday(at: string): string;
}

const ZERO_FA = "۰".charCodeAt(0);

export function formatter(language: Language, timeZone?: string): Format {
  const locale = LOCALES[language];
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", ...zone });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", ...zone });
  const key = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", ...zone });
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...zone,
  });
  return {
    number: (value) => new Intl.NumberFormat(locale).format(value),
    digits: (text) => (language === "fa" ? persianDigits(text) : text),
    money: (value) => formatMoney(locale, value),
    time: (at) => time.format(new Date(at)),
    date: (at) => date.format(new Date(at)),
    dayKey: (at) => key.format(new Date(at)),
    weekday: (at) => weekday.format(new Date(at)),
  };
}

function persianDigits(text: string): string {
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(ZERO_FA + Number(digit)));
}

function formatMoney(locale: string, { amount, currency }: Money): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: currency === "IRR" && locale === LOCALES.en ? "name" : "symbol",
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  });
  if (locale !== LOCALES.fa) return format.format(Number(amount));
  const parts = format.formatToParts(Number(amount));
  const join = (currency: boolean) =>
    parts
      .filter(({ type }) => type !== "literal" && (type === "currency") === currency)
      .map(({ value }) => value)
      .join("");
  return `${join(false)} ${join(true)}`; // Persian says the amount first, where CLDR does not
}
