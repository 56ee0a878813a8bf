/**
 * Text for people, in the language of the agent. Components call `t` while they render, so a change
 * of `language` redraws what is on the screen.
 */
import { inSentence, type Language } from "@firuze/client";
import { computed, signal } from "@preact/signals";
import { numeral } from "../format/number";
import en from "./en.json";
import fa from "./fa.json";

export type TextKey = keyof typeof en;
export type Params = Record<string, string | number>;
/** A text that is chosen now and said when it is shown. */
export interface Message {
  key: TextKey;
  params?: Params;
}

const CATALOGUES: Record<Language, Record<TextKey, string>> = { en, fa };

export const language = signal<Language>("en");
export const direction = computed<"ltr" | "rtl">(() => (language.value === "fa" ? "rtl" : "ltr"));

/** The text under `key`, its `{places}` filled in; numbers in the digits of the language, names that
 * cannot turn the sentence. */
export function t(key: TextKey, params: Params = {}): string {
  const into = language.value;
  return fill(template(into, key), params, into, (text) => inSentence(text, into));
}

/** For words that are not for the agent: to a customer in the customer's language. */
export function inLanguage(into: Language, key: TextKey, params: Params = {}): string {
  return fill(template(into, key), params, into);
}

/** A newer gateway may know of a thing for which this page has no words yet: its name stands in. */
function template(into: Language, key: TextKey): string {
  const text: string | undefined = CATALOGUES[into][key];
  return text ?? (key.split(".").at(-1) ?? key).replaceAll("_", " ");
}

export function say(message: Message): string {
  return t(message.key, message.params);
}

/** For names that come from outside (an intent, a slot): the text if there is one. */
export function known(key: string): string | null {
  return key in en ? t(key as TextKey) : null;
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
