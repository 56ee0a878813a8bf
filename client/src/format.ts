/** Numbers as a reader of a language writes them. */
import type { Language } from "./names";

const PERSIAN_ZERO = "۰".charCodeAt(0);

/** The digits within a text, such as the number of an order, in the language. */
export function digits(text: string, language: Language): string {
  if (language !== "fa") return text;
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(PERSIAN_ZERO + Number(digit)));
}
