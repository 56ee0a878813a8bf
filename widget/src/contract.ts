/** The interface between launcher and panel. The launcher imports no code from here. */
import type { Identity, Language } from "@firuze/client";
import type { FiruzeApi } from "../module";
import type { Texts } from "./catalogue";
import type { Chat } from "./panel/model/chat";

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
  /** The shop's own first words on the page that the customer is on, if it has any. */
  greeting: ((language: Language) => string | undefined) | undefined;
}

export interface Panel {
  chat: Chat;
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

/** What the launcher shares with the SDK, which loads at need. */
export interface Inner {
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** The tag's `data-` attributes. */
  attributes: DOMStringMap;
  /** Calls of the page that the SDK has to answer: the page's queue, to begin with. */
  waiting: QueuedCall[];
  panel(): Panel | null;
  /** Given to each panel that is mounted from now on. */
  greeting: PanelOptions["greeting"];
  /** Called when there is a new panel, or none, or something else that the bubble shows has changed. */
  onShow?(open: boolean, unread: number): void;
}

/** A call of the page, to be done later. */
export type QueuedCall = [name: keyof FiruzeApi, given: unknown[]];

/**
 * `window.Firuze`. Before the launcher has run it may be a stub, which keeps calls in `q`; then it has
 * `inner`, for the SDK.
 */
export type Firuze = FiruzeApi & { q?: QueuedCall[]; inner: Inner };

declare global {
  interface Window {
    Firuze?: Firuze;
    FiruzePanel?: PanelScript;
  }
}
