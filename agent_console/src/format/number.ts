import type { Language } from "@firuze/client";

const LOCALE: Record<Language, string> = { en: "en", fa: "fa-IR" };

/** Formats a count or an identifying number: no grouping, the language's digits. */
export function numeral(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { useGrouping: false }).format(value);
}

/** Formats a share of 0 to 1 as a whole percentage. */
export function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { style: "percent" }).format(share);
}

/** Groups a decimal string by threes. Anything that is not a number stays as it is. */
export function grouped(amount: string, language: Language): string {
  const value = Number(amount);
  return Number.isFinite(value) ? new Intl.NumberFormat(LOCALE[language]).format(value) : amount;
}
