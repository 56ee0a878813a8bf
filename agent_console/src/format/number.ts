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
