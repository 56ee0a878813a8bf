/** What the script tag and the page say, and what the browser remembers. */
import type { Identity, Language } from "@firuze/client";

export interface Settings {
  origin: string;
  language: Language;
  identity: Identity | null;
}

const LANGUAGE = "firuze:language";
const OPEN = "firuze:open";

/** Reads `data-language` and `data-identity`; an identity that is no JSON is reported, not used. */
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

/** A choice in the widget holds as long as the page itself keeps its language. */
export function chosenLanguage(page: Language): Language {
  const [of, chosen] = (recall(() => localStorage, LANGUAGE) ?? "").split(">");
  return of === page && (chosen === "en" || chosen === "fa") ? chosen : page;
}

export const chooseLanguage = (page: Language, chosen: Language): void =>
  remember(() => localStorage, LANGUAGE, `${page}>${chosen}`);

export const wasOpen = (): boolean => recall(() => sessionStorage, OPEN) === "1";

export const rememberOpen = (open: boolean): void =>
  remember(() => sessionStorage, OPEN, open ? "1" : "0");

/** Whether the panel has stored anything in this browser, under keys that begin so. */
export const hasAny = (prefix: string): boolean =>
  keys(() => localStorage).some((key) => key.startsWith(prefix));

/** Takes out what the widget has stored under keys that begin so. */
export function forget(prefix: string): void {
  for (const open of [() => localStorage, () => sessionStorage]) {
    for (const key of keys(open)) if (key.startsWith(prefix)) open().removeItem(key);
  }
}

function recall(open: () => Storage, key: string): string | null {
  try {
    return open().getItem(key);
  } catch {
    return null; // storage is forbidden here: nothing is remembered
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
