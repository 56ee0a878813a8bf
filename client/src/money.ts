/** Amounts of money, as the gateway writes them in its texts: `contracts/wording.json` tests both. */
import type { Language } from "./names";
import type { Money } from "./protocol";

const RIALS_IN_A_TOMAN = 10;

/**
 * Formats an amount for a reader of `language`. Iranian money, in rials (IRR) or tomans (IRT), is
 * shown in tomans; their name is given, for browsers have none. Other currencies have their sign in
 * English and their name in Persian.
 */
export function moneyText({ amount, currency }: Money, language: Language, tomans: string): string {
  const value = Number(amount);
  const format = (shown: number, style: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(language, style).format(shown);
  if (currency === "IRR") return `${format(value / RIALS_IN_A_TOMAN)} ${tomans}`;
  if (currency === "IRT") return `${format(value)} ${tomans}`;
  const currencyDisplay = language === "fa" ? "name" : "symbol";
  return format(value, { style: "currency", currency, currencyDisplay });
}
