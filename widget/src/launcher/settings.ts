/** Settings from the script tag, the page and the browser's storage. */
import type { Identity, Language } from "@firuze/client";

export interface Settings {
  origin: string;
  language: Language;
  identity: Identity | null;
}

const LANGUAGE = "firuze:language";
const OPEN = "firuze:open";

/**
 * Reads `data-language` and `data-identity`; reports an identity that is not JSON, and ignores it.
 * The SDK reads the other attributes.
 */
export function readSettings(script: HTMLScriptElement): Settings {
  const { language, identity } = script.dataset;
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
  if (!json) return null;
  try {
    return JSON.parse(json);
  } catch (error) {
    console.error("Firuze: identity:", error);
    return null;
  }
}

/** The customer's choice in the widget holds until the page changes its own language. */
export function chosenLanguage(page: Language): Language {
  const kept = perhaps(() => localStorage.getItem(LANGUAGE));
  return readLanguage(kept?.split(`${page}>`)[1], page);
}

export const chooseLanguage = (page: Language, chosen: Language): void =>
  perhaps(() => localStorage.setItem(LANGUAGE, `${page}>${chosen}`));

export const wasOpen = (): boolean => perhaps(() => sessionStorage.getItem(OPEN)) === "1";

export const rememberOpen = (open: boolean): void =>
  perhaps(() => sessionStorage.setItem(OPEN, `${+open}`));

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
