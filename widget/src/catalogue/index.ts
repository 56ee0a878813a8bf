import type { Language } from "@firuze/client";
import en from "./en.json";
import fa from "./fa.json";

export type Key = keyof typeof en;

const CATALOGUES: Record<Language, Record<Key, string>> = { en, fa };

export type Translate = (key: Key, values?: Record<string, string>) => string;

/** The texts of one language. `{name}` in a text is replaced by `values.name`. */
export function translator(language: Language): Translate {
  const texts = CATALOGUES[language];
  return (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Whether the catalogue has this text; for keys that come from the server. */
export const isKey = (key: string): key is Key => Object.hasOwn(en, key);
