/**
 * The bubble on the shop's page: `/widget.js`, without dependencies.
 *
 * Loads the panel on the first tap; or by itself, out of sight, when this browser has an earlier
 * conversation, so that the bubble can show unread messages. `assets/sdk.js` dresses the bubble where
 * the tag says more than whose chat it is, and does what else pages ask of `window.Firuze`.
 */
import type { Identity, Language } from "@firuze/client";
import type { Texts } from "../catalogue";
import type { Firuze, Inner, Panel, PanelScript } from "../contract";
import { keysOf } from "../keys";
import { hold } from "./holding";
import css from "./launcher.css?inline";
import {
  chooseLanguage,
  chosenLanguage,
  forget,
  hasAny,
  readLanguage,
  readSettings,
  rememberOpen,
  report,
  wasOpen,
} from "./settings";
import { TEXTS } from "./texts";

declare const __VERSION__: string;

/** A speech bubble with its lines, and the arrow that closes the panel. */
const ICONS = [
  "M6.5 16.7a8.5 7.2 0 1 1 3.5 1.5l-4 2.3zM8.5 10h7M8.5 13h4.5",
  "M6 9l6 6 6-6",
] as const;

/** The attributes that the SDK reads; other scripts have theirs on the tag, too. */
const DRESSES = /\b(side|theme|color|radius|logo|greet|hours)/;

const PATIENCE = 3_000; // milliseconds in which the SDK should have dressed the bubble

function start(script: HTMLScriptElement): void {
  const settings = readSettings(script);
  let page = settings.language;
  let language = chosenLanguage(page);
  let identity = settings.identity;
  let refused = false; // the gateway refused the identity: the chat is a visitor's
  let open = false;
  let asked = false; // for the panel, just now: only then does it take the focus
  let failed = false;
  let unread = 0;
  let panel: Panel | null = null;
  let loading: Promise<void> | null = null;
  let sdk: Promise<void> | null = null;
  let generation = 0;

  const { host, root, button, path, dot } = bubble();
  const attributes = script.dataset;
  const dressed = DRESSES.test(`${Object.keys(attributes)}`);
  const waiting = window.Firuze?.q ?? [];
  const inner: Inner = {
    root,
    button,
    attributes,
    waiting,
    panel: () => panel,
    greeting: undefined,
  };

  function show(): void {
    const text = TEXTS[language];
    const label = text[failed ? "failed" : open ? "close" : unread ? "unread" : "open"].replace(
      "{count}",
      unread.toLocaleString(language),
    );
    host.dir = language === "fa" ? "rtl" : "ltr";
    host.lang = language;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.setAttribute("aria-expanded", `${open}`);
    button.setAttribute("aria-busy", `${open && !panel}`);
    path.setAttribute("d", ICONS[+open as 0 | 1]);
    dot.hidden = !unread || open;
    inner.onShow?.(open, unread);
  }

  async function loadTexts(wanted: Language): Promise<Texts> {
    if (!window.FiruzeTexts?.[wanted]) await loadScript(wanted);
    return (window.FiruzeTexts as Record<Language, Texts>)[wanted];
  }

  async function mount(): Promise<void> {
    const mine = ++generation;
    const [texts] = await Promise.all([
      loadTexts(language),
      window.FiruzePanel || loadScript("panel"),
      loadSdk(),
    ]);
    if (mine !== generation) return;
    panel = (window.FiruzePanel as PanelScript)({
      greeting: inner.greeting,
      origin: settings.origin,
      root,
      language,
      texts,
      loadTexts,
      loadScript,
      identity: refused ? null : identity,
      onRefused() {
        refused = true;
        remount();
      },
      onClose: close,
      onUnread(count) {
        unread = count;
        show();
      },
      onLanguage: choose,
    });
    if (open) panel.open(asked);
    show();
  }

  /** Makes one attempt at a time; after a failure the next tap makes another. */
  function ensurePanel(): void {
    if (panel || loading) return;
    failed = false;
    loading = mount()
      .catch((error: unknown) => {
        report(error); // names the script that did not load
        failed = open;
        open = false; // here: the next page tries again, and leaving a page ends what it loads
      })
      .finally(() => {
        loading = null;
        show();
      });
  }

  function setOpen(next: boolean): void {
    open = next;
    asked = true;
    rememberOpen(open);
    if (open) {
      ensurePanel();
      panel?.open(true);
    } else panel?.close();
    show();
  }

  function close(): void {
    setOpen(false);
    button.focus();
  }

  function choose(next: Language): void {
    chooseLanguage(page, next);
    language = next;
    show();
  }

  function setLanguage(next: Language): void {
    language = page = readLanguage(next);
    panel?.setLanguage(page);
    show();
  }

  function unmount(): void {
    generation++;
    panel?.destroy();
    panel = null;
    loading = null;
    unread = 0;
  }

  function remount(): void {
    const loaded = panel !== null || loading !== null;
    asked = document.activeElement === host;
    unmount();
    if (loaded) ensurePanel();
    show();
  }

  function identify(next: Identity | null): void {
    const before = identity;
    const left = before !== null && before.id !== next?.id;
    if (left) panel?.leave();
    identity = next;
    refused = false;
    remount();
    if (left) forget(keysOf(settings.origin, before));
  }

  function remove(options: { forget?: boolean } = {}): void {
    unmount();
    release();
    for (const asset of document.querySelectorAll("script[data-firuze]")) asset.remove();
    delete window.Firuze;
    delete window.FiruzePanel;
    delete window.FiruzeTexts;
    if (options.forget) forget("firuze:");
  }

  /**
   * Fetches the SDK if the page asks for more than the launcher does. It finds `inner`, completes the
   * calls and answers those that wait. Where it does not load, or not soon, the chat goes on without.
   */
  async function loadSdk(): Promise<void> {
    if (!waiting[0] && !dressed) return;
    sdk ??= loadScript("sdk").catch((error: unknown) => {
      sdk = null;
      report(error);
    });
    await Promise.race([sdk, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }

  const api = { open: () => setOpen(true), close, setLanguage, identify, remove, inner } as Firuze;
  for (const name of ["toggle", "send", "setContext", "on", "off"] as const) {
    api[name] = (...given: unknown[]) => {
      waiting.push([name, given]);
      void loadSdk();
    };
  }
  button.onclick = () => (open ? close() : setOpen(true));
  window.Firuze = api;
  const release = hold(host);
  open = wasOpen();
  if (open || hasAny(keysOf(settings.origin, identity))) ensurePanel();
  show();
  button.hidden = dressed;
  void loadSdk().then(() => {
    button.hidden = false;
    if (window.Firuze === api) dispatchEvent(new Event("firuze:ready"));
  });
}

function bubble() {
  const host = document.createElement("div");
  host.id = "firuze";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  button.className = "launcher";
  button.dataset.testid = "launcher";
  const icon = button.appendChild(drawing("svg"));
  icon.setAttribute("viewBox", "0 0 24 24");
  const path = icon.appendChild(drawing("path"));
  const dot = document.createElement("i");
  dot.dataset.testid = "unread";
  button.append(dot);
  root.append(button);
  return { host, root, button, path, dot };
}

const drawing = (name: string) => document.createElementNS("http://www.w3.org/2000/svg", name);

/** Loads a classic script: unlike a module it needs no CORS headers and can be retried. */
function loadScript(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asset = document.createElement("script");
    const url = `${new URL(tag.src).origin}/widget/assets/${name}.js?v=${__VERSION__}`;
    asset.src = trusted(url);
    asset.nonce = tag.nonce;
    asset.dataset.firuze = "";
    asset.onload = resolve as () => void;
    asset.onerror = () => {
      asset.remove();
      reject(new Error(url));
    };
    document.head.append(asset);
  });
}

interface Policy {
  createScriptURL(url: string): string;
}

declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  }
}

let policy: Policy | undefined;

/** The address as pages want it that enforce Trusted Types. */
function trusted(url: string): string {
  policy ??= window.trustedTypes?.createPolicy("firuze", { createScriptURL: String });
  return policy?.createScriptURL(url) ?? url;
}

const tag = document.currentScript as HTMLScriptElement;
if (document.body) begin();
else addEventListener("DOMContentLoaded", begin); // in the head, without `defer`

/** Runs once, however often the tag occurs in the page. */
function begin(): void {
  if (!window.Firuze?.inner) start(tag);
}
