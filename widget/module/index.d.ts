/** What a shop's page may ask of Firuze's widget. `docs/embedding.md` tells it with examples. */

export type Language = "en" | "fa";

/** A customer whom the shop's server vouches for; made and signed there, never in a browser. */
export interface Identity {
  id: string;
  /** In whole Unix seconds; a day ahead at most. */
  expires: number;
  signature: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}

/** What the customer is looking at: plain text, a line each of up to 200 characters. */
export interface Context {
  page?: string | null;
  product?: string | null;
  /** Up to 20 lines, such as `2 × Blue mug`. */
  cart?: readonly string[] | null;
}

/** What listeners are given, by event. */
export interface Events {
  /** The widget has loaded, and calls that came before are done. */
  ready: null;
  open: null;
  close: null;
  /** How many messages are unread has changed. */
  unread: { count: number };
  /** A message has come or gone; none that was there before the page was. */
  message: { by: "customer" | "bot" | "agent"; text: string; seq: number; at: string };
  /** The gateway refused the identity: the chat goes on as an anonymous visitor's. */
  refused: { code: string };
}

/** `window.Firuze`. */
export interface FiruzeApi {
  open(): void;
  close(): void;
  /** Opens the panel, or closes it. */
  toggle(): void;
  /** Opens the panel and sends a message, as if the customer had written it. */
  send(text: string): void;
  /** The page has switched its language. */
  setLanguage(language: Language): void;
  /** The customer has signed in or out: the chat goes on as theirs. */
  identify(identity: Identity | null): void;
  /** Tells the agent what the customer is looking at, instead of what was told before. */
  setContext(context: Context | null): void;
  /** Calls `listener` at each event from now on, until `off`. */
  on<Name extends keyof Events>(event: Name, listener: (detail: Events[Name]) => void): void;
  off<Name extends keyof Events>(event: Name, listener: (detail: Events[Name]) => void): void;
  /** Removes the widget from the page; with `forget`, also what it stored in the browser. */
  remove(options?: { forget?: boolean }): void;
}

/** The attributes of the tag, without `data-` and in camel case. */
export interface Options {
  language?: Language;
  /** As the shop's server has signed it. */
  identity?: Identity;
  /** The side of the window on which the bubble sits; `end` is right in English, left in Persian. */
  side?: "left" | "right" | "start" | "end";
  /** The shop's colour as `#7a2e5d`: header, bubble, buttons. */
  color?: string;
  /** Instead of `color` while the widget is dark. */
  colorDark?: string;
  /** The corners' radius in pixels: 0 to 32. */
  radius?: number;
  /** The address of a picture for the bubble and the header. */
  logo?: string;
  /** `light` if left out; `auto` follows the visitor's system. */
  theme?: "light" | "dark" | "auto";
  /** The first words of the chat, or more than one by page: see `docs/embedding.md`. */
  greeting?:
    | string
    | Readonly<Record<string, string | Readonly<Partial<Record<Language, string>>>>>;
  /** When the bubble shows, such as `Sat-Wed 09:00-18:00, Thu 09:00-13:00`. */
  hours?: string;
  /** The zone of `hours`, such as `Asia/Tehran`; the visitor's own if left out. */
  timezone?: string;
}

/**
 * Puts the widget of the gateway at `origin` on the page, or finds it there. `nonce` is for a page with a
 * strict policy. Rejects when the gateway cannot be reached: then it may be called again.
 */
export declare function load(origin: string, options?: Options, nonce?: string): Promise<FiruzeApi>;

/** The same calls, before the widget has loaded too: they wait for it. */
export declare const firuze: FiruzeApi;
