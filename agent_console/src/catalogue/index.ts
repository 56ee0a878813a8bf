/**
 * Text for people, in the agent's language. Components call `t` while they render, so a change of
 * `language` redraws the screen.
 */
import { inSentence, type Language } from "@firuze/client";
import { computed, signal } from "@preact/signals";
import { numeral } from "../format/number";
import en from "./en.json";
import fa from "./fa.json";

export type TextKey = keyof typeof en;
export type Params = Record<string, string | number>;
/** A text that is chosen now and translated when it is shown. */
export interface Message {
  key: TextKey;
  params?: Params;
}

const CATALOGUES: Record<Language, Record<TextKey, string>> = { en, fa };

export const language = signal<Language>("en");
export const direction = computed<"ltr" | "rtl">(() => (language.value === "fa" ? "rtl" : "ltr"));

/**
 * The text under `key` with its `{places}` filled in: numbers in the language's digits, names
 * isolated.
 */
export function t(key: TextKey, params: Params = {}): string {
  const into = language.value;
  return fill(template(into, key), params, into, (text) => inSentence(text, into));
}

/** For words to somebody other than the agent: to a customer in the customer's language. */
export function inLanguage(into: Language, key: TextKey, params: Params = {}): string {
  return fill(template(into, key), params, into);
}

/** A newer gateway may send a key for which this page has no text yet: the key itself is shown. */
function template(into: Language, key: TextKey): string {
  const text: string | undefined = CATALOGUES[into][key];
  return text ?? (key.split(".").at(-1) ?? key).replaceAll("_", " ");
}

export function say(message: Message): string {
  return t(message.key, message.params);
}

/** For names from outside (an intent, a slot): the text if there is one. */
export function known(key: string, params: Params = {}): string | null {
  return key in en ? t(key as TextKey, params) : null;
}

export function fill(
  template: string,
  params: Params,
  into: Language,
  place: (text: string) => string = (text) => text,
): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numeral(value, into) : place(value);
  });
}
