import type { Language } from "@firuze/client";

const LOCALE: Record<Language, string> = { en: "en", fa: "fa-IR" };

/** A count or a number that names something: no grouping, the digits of the language. */
export function numeral(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { useGrouping: false }).format(value);
}

/** A share of 0 to 1 as a whole percentage. */
export function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { style: "percent" }).format(share);
}

/** A decimal string with groups of three. What is no number is left as it is. */
export function grouped(amount: string, language: Language): string {
  const value = Number(amount);
  return Number.isFinite(value) ? new Intl.NumberFormat(LOCALE[language]).format(value) : amount;
}
