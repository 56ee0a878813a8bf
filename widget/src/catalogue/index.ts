import { inSentence, type Language } from "@firuze/client";
import type en from "./en.json";

export type Key = keyof typeof en;

/** The texts of one language, by key. Each language is a script of its own: `/widget/assets/fa.js`. */
export type Texts = Record<Key, string>;

export interface Translate<K extends PropertyKey = Key> {
  (key: K, values?: Record<string, string>): string;
  /** Whether there is such a text; for keys that come from the server. */
  has(key: string): key is K & string;
}

/**
 * Translates into one language. `{name}` in a text becomes `values.name`, isolated by direction.
 */
export function translator<K extends string>(
  texts: Record<K, string>,
  language: Language,
): Translate<K> {
  const translate = (key: K, values: Record<string, string> = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : inSentence(value, language);
    });
  return Object.assign(translate, {
    has: (key: string): key is K => Object.hasOwn(texts, key),
  });
}

declare global {
  interface Window {
    FiruzeTexts?: Partial<Record<Language, Texts>>;
  }
}
