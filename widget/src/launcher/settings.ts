/** Settings from the script tag, the page and the browser's storage. */
import type { Identity, Language } from "@firuze/client";

export interface Settings {
  origin: string;
  language: Language;
  identity: Identity | null;
}

const LANGUAGE = "firuze:language";
const OPEN = "firuze:open";

/** Tells the shop's engineer. */
export const report = (...what: unknown[]): void => console.error("Firuze:", ...what);

/**
 * Reads `data-language` and `data-identity`; reports a language that is neither of ours and an identity that
 * is not JSON, and ignores them. The SDK reads the other attributes.
 */
export function readSettings(script: HTMLScriptElement): Settings {
  const { language, identity } = script.dataset;
  if (language && !/^(fa|en)(?![a-z])/i.test(language))
    report("data-language is fa or en, not", language);
  return {
    origin: new URL(script.src).origin,
    language: readLanguage(language, document.documentElement.lang, navigator.languages),
    identity: readIdentity(identity),
  };
}

/** The first language that the widget speaks: of the tag, then of the page, then of the browser. */
export const readLanguage = (...named: unknown[]): Language =>
  (/\b(fa|en)/.exec(`${named}`.toLowerCase())?.[1] ?? "en") as Language;

function readIdentity(json: string | undefined): Identity | null {
  try {
    return JSON.parse(json || "null");
  } catch (error) {
    report("identity:", error);
    return null;
  }
}

/** The customer's choice in the widget holds until the page changes its own language. */
export function chosenLanguage(page: Language): Language {
  const kept = perhaps((): string | undefined => localStorage[LANGUAGE]);
  return readLanguage(kept?.split(`${page}>`)[1], page);
}

export const chooseLanguage = (page: Language, chosen: Language): void =>
  perhaps(() => {
    localStorage[LANGUAGE] = `${page}>${chosen}`;
  });

export const wasOpen = (): boolean => perhaps(() => sessionStorage[OPEN]) === "1";

export const rememberOpen = (open: boolean): void =>
  perhaps(() => {
    sessionStorage[OPEN] = +open;
  });

/** Whether the panel has stored anything in this browser under keys with this prefix. */
export const hasAny = (prefix: string): boolean =>
  !!perhaps(() => Object.keys(localStorage).some((key) => key.startsWith(prefix)));

/** Deletes what the widget has stored under keys with this prefix. */
export function forget(prefix: string): void {
  perhaps(() => {
    for (const storage of [localStorage, sessionStorage]) {
      for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
    }
  });
}

/** Where storage is forbidden or full, the page forgets, and the chat works. */
function perhaps<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
