/** The interface between launcher and panel. The launcher imports no code from here. */
import type { Identity, Language } from "@firuze/client";
import type { Texts } from "./catalogue";

export interface PanelOptions {
  /** The gateway's origin, such as `https://help.shop.example`. */
  origin: string;
  root: ShadowRoot;
  language: Language;
  texts: Texts;
  /** Fetches another language; rejects when it is unavailable. */
  loadTexts(language: Language): Promise<Texts>;
  /** Fetches and runs a script beside the panel's own; rejects when it is unavailable. */
  loadScript(name: string): Promise<void>;
  identity: Identity | null;
  /** The gateway refuses the identity that the page gave. */
  onRefused(): void;
  /** The customer closed the panel. */
  onClose(): void;
  /** How many messages are unread while the panel is closed. */
  onUnread(count: number): void;
  onLanguage(language: Language): void;
}

export interface Panel {
  /** `focus`: the customer has asked for the panel, and writes next. */
  open(focus: boolean): void;
  close(): void;
  setLanguage(language: Language): void;
  /** The customer has signed out of the shop: revokes what the gateway has granted them. */
  leave(): void;
  /** Disconnects, and removes the panel from the page. */
  destroy(): void;
}

export type MountPanel = (options: PanelOptions) => Panel;

/** `window.FiruzePanel`, with what the panel's parts share with it. */
export type PanelScript = MountPanel & { kit: typeof import("./kit") };

/** `window.Firuze`: what the shop's page may call. */
export interface FiruzeApi {
  open(): void;
  close(): void;
  setLanguage(language: Language): void;
  /** The customer has signed in or out: the chat goes on as theirs. */
  identify(identity: Identity | null): void;
  /** Removes the widget from the page; with `forget`, also what it stored in the browser. */
  remove(options?: { forget?: boolean }): void;
}

declare global {
  interface Window {
    Firuze?: FiruzeApi;
    FiruzePanel?: PanelScript;
  }
}
