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

/**
 * Formats a sum as its currency is written, with the decimals it has, without its sign. Anything that is
 * not a number stays as it is.
 */
export function sum(amount: string, currency: string, language: Language): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return amount;
  const { maximumFractionDigits: decimals = 0 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return new Intl.NumberFormat(LOCALE[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}
