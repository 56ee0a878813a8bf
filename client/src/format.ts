/** Formats numbers as a reader of a language writes them. */
import type { Language } from "./names";

const PERSIAN_ZERO = "۰".charCodeAt(0);

/** Rewrites the digits within a text, such as an order number, in the language's own. */
export function digits(text: string, language: Language): string {
  if (language !== "fa") return text;
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(PERSIAN_ZERO + Number(digit)));
}
