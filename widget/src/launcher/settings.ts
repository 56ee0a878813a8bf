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
 */
export function readSettings(script: HTMLScriptElement): Settings {
  return {
    origin: new URL(script.src).origin,
    language: language(script.dataset.language ?? document.documentElement.lang),
    identity: identity(script.dataset.identity),
  };
}

const language = (name: string): Language => (/^fa/i.test(name) ? "fa" : "en");

function identity(json: string | undefined): Identity | null {
  if (!json) return null;
  try {
    return JSON.parse(json);
  } catch (error) {
    console.error("Firuze: data-identity is not JSON", error);
    return null;
  }
}

/** The customer's choice in the widget holds until the page changes its own language. */
export function chosenLanguage(page: Language): Language {
  const [of, chosen] = (recall(() => localStorage, LANGUAGE) ?? "").split(">");
  return of === page && (chosen === "en" || chosen === "fa") ? chosen : page;
}

export const chooseLanguage = (page: Language, chosen: Language): void =>
  remember(() => localStorage, LANGUAGE, `${page}>${chosen}`);

export const wasOpen = (): boolean => recall(() => sessionStorage, OPEN) === "1";

export const rememberOpen = (open: boolean): void =>
  remember(() => sessionStorage, OPEN, open ? "1" : "0");

/** Whether the panel has stored anything in this browser under keys with this prefix. */
export const hasAny = (prefix: string): boolean =>
  keys(() => localStorage).some((key) => key.startsWith(prefix));

/** Deletes what the widget has stored under keys with this prefix. */
export function forget(prefix: string): void {
  for (const open of [() => localStorage, () => sessionStorage]) {
    for (const key of keys(open)) if (key.startsWith(prefix)) open().removeItem(key);
  }
}

function recall(open: () => Storage, key: string): string | null {
  try {
    return open().getItem(key);
  } catch {
    return null; // storage is forbidden here: nothing is kept
  }
}

function remember(open: () => Storage, key: string, value: string): void {
  try {
    open().setItem(key, value);
  } catch {
    // storage is forbidden or full: the page forgets, the chat works
  }
}

function keys(open: () => Storage): string[] {
  try {
    return Object.keys(open());
  } catch {
    return [];
  }
}
