/**
 * `/widget/panel.js`: draws the panel into the launcher's shadow root.
 *
 * The panel renders as one pure function of one value; the signals end here.
 */
import {
  dayNumber,
  type Language,
  type RequestRefused,
  safeStorage,
  watchAttention,
  watchToday,
} from "@firuze/client";
import { batch, computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import type { MountPanel, Panel, PanelOptions } from "../contract";
import * as kit from "../kit";
import type { PhonePart } from "../parts/phone/part";
import { createAlerts } from "./model/alerts";
import { type Chat, createChat } from "./model/chat";
import { storageKeys } from "./model/memory";
import { createParts } from "./model/parts";
import { countNews } from "./model/rows";
import { markedTitle } from "./model/title";
import css from "./panel.css?inline";
import { App, shopOf } from "./view/App";
import { viewOf } from "./view/view";

const other = (language: Language): Language => (language === "fa" ? "en" : "fa");

/** On failure the panel keeps its language. */
const report = (error: unknown) => console.error("Firuze:", error);

/** Where the panel covers the page, and where fingers press. */
const PHONE = "(max-width: 480px), (pointer: coarse)";

const PATIENCE = 1_500; // milliseconds without a connection before the banner shows

const mount: MountPanel = (options) => {
  const storage = safeStorage();
  const chat = createChat({ ...options, storage, onRefused: refused });
  const open = signal(false);
  const focus = signal(false);
  const online = signal(navigator.onLine);
  const late = signal(false);
  const texts = signal(options.texts);
  const here = signal(false);
  const small = signal(false);
  const today = signal(dayNumber(Date.now()));
  const title = markedTitle(document);
  const target = place(options.root);
  const parts = createParts((name) => options.loadScript(`part-${name}`), target.dress);
  const view = viewOf(chat, texts, online, late, today, parts);
  const alerts = createAlerts({
    storage,
    parts,
    about: () => ({ shop: shopOf(view.peek()), language: chat.language.peek() }),
    onPress: () => window.Firuze?.open(),
  });

  async function setLanguage(language: Language): Promise<void> {
    const next = await options.loadTexts(language);
    batch(() => {
      texts.value = next;
      chat.setLanguage(language);
    });
  }

  /**
   * Reports the reason to the shop's engineer, and to the page, which may have a newer identity.
   */
  function refused(error: RequestRefused): void {
    console.error("Firuze: the identity was refused:", error.code, error.message);
    options.onRefused();
    dispatchEvent(new CustomEvent("firuze:refused", { detail: { code: error.code } }));
  }

  /**
   * The browser forgets at once. The conversation ends, so that nobody waits for this customer; then
   * the token does, at the gateway as well: somebody who has copied it reads nothing more.
   */
  async function forget(): Promise<void> {
    options.onClose();
    clear();
    const left = new Promise((resolve) => addEventListener("pagehide", resolve, { once: true }));
    await Promise.race([chat.end(), left]);
    void chat.leave().catch(report);
    window.Firuze?.identify(null); // ends this panel; the next one begins a microtask later
    clear();
  }

  function clear(): void {
    for (const key of Object.values(storageKeys(options.origin, null))) storage.removeItem(key);
  }

  /** The customer closes the panel. */
  function close(): void {
    options.onClose();
    screen?.left();
  }

  function draw(): void {
    const had = options.root.activeElement;
    render(
      <App
        view={view.value}
        chat={chat}
        alerts={{ ...alerts, sound: alerts.sound.value, notify: alerts.notify.value }}
        open={open.value}
        focus={focus.value}
        onClose={close}
        onForget={options.identity ? null : () => void forget()}
        onLanguage={() => {
          const next = other(chat.language.peek());
          setLanguage(next).then(() => options.onLanguage(next), report);
        }}
      />,
      target.element,
    );
    if (had && open.value) target.keepFocus(small.peek());
  }

  let screen: ReturnType<PhonePart["screen"]> | undefined;
  const phone = computed(() => parts.states.value.phone);

  const stops = [
    effect(() => {
      if (open.value && small.value) parts.need("phone");
    }),
    effect(() => {
      if (typeof phone.value !== "object") return;
      screen = phone.value.screen?.({
        open,
        asked: focus,
        element: target.element,
        onBack: options.onClose,
      });
      return screen?.stop;
    }),
    effect(() => {
      const news = chat.events.value.length; // asked again with each: to be on a page is no signal
      if (news && open.value && here.value && !chat.covered.value && options.root.host.isConnected)
        chat.saw();
    }),
    effect(() => {
      const count = countNews(chat.events.value, chat.marks.value.customer.read);
      options.onUnread(count);
      title.mark(count && !here.value ? view.peek().format.number(count) : "");
      const key = `${chat.session.peek()?.conversation_id}:${chat.events.value.at(-1)?.seq}`;
      alerts.heard(count, chat.loaded.value && !here.value, key);
    }),
    watchToday((number) => {
      today.value = number;
    }),
    watchAttention((is) => {
      here.value = is;
      if (!is) chat.hurry();
    }),
    watchConnection(chat, late),
    effect(() => {
      if (chat.link.value.kind === "connected") parts.connected();
    }),
    watchBrowser(chat, online, small),
  ];
  void chat.open();
  /** In a task of its own, so that the page is held up neither by this nor by the script for long. */
  const drawing = setTimeout(() => stops.push(effect(draw)));

  const panel: Panel = {
    chat,
    open(asked) {
      batch(() => {
        focus.value = asked;
        open.value = true;
      });
    },
    close() {
      open.value = false;
    },
    setLanguage: (language) => void setLanguage(language).catch(report),
    leave: () => void chat.leave().catch(report),
    destroy() {
      clearTimeout(drawing);
      for (const stop of stops) stop();
      alerts.stop();
      chat.stop();
      title.mark("");
      render(null, target.element);
      target.remove();
    },
  };
  return panel;
};

/**
 * What the page does not get to see of the events in the panel. It would take them for events of a
 * `div`: letters for shortcuts, the focus for one that has left its dialog, the wheel for its own.
 */
const OURS = [
  ...["keydown", "keypress", "keyup", "beforeinput", "input", "focusin", "wheel", "touchmove"],
  ...["copy", "cut", "paste", "contextmenu", "selectstart"],
];

function place(root: PanelOptions["root"]) {
  const ours = new Set<CSSStyleSheet>();
  const element = document.createElement("div");
  for (const name of OURS) element.addEventListener(name, (event) => event.stopPropagation());
  root.append(element);
  function dress(css: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    ours.add(sheet);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
  dress(css);
  return {
    element,
    dress,
    /**
     * What had the focus is gone, or cannot have it any more: then the composer has it, so that the customer
     * goes on by keyboard. Under a finger the panel has it, so that no keyboard rises.
     */
    keepFocus(small: boolean): void {
      if (root.activeElement?.matches(":not(:disabled)")) return;
      const find = (place: string) => element.querySelector<HTMLElement>(place);
      ((!small && find(".composer textarea")) || find(".panel"))?.focus();
    },
    remove() {
      element.remove();
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => !ours.has(sheet));
    },
  };
}

/** Shows the banner only after `PATIENCE`: a short interruption is not worth one. */
function watchConnection(chat: Chat, late: { value: boolean }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connected = computed(() => chat.link.value.kind === "connected");
  const stop = effect(() => {
    clearTimeout(timer);
    if (connected.value) late.value = false;
    else
      timer = setTimeout(() => {
        late.value = true;
      }, PATIENCE);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

type Flag = { value: boolean };

function watchBrowser(chat: Chat, online: Flag, small: Flag): () => void {
  const controller = new AbortController();
  const { signal: until } = controller;
  const phone = matchMedia(PHONE);
  const turned = () => {
    small.value = phone.matches;
  };
  const check = () => {
    online.value = navigator.onLine;
    if (online.value) chat.wake();
  };
  turned();
  phone.addEventListener("change", turned, { signal: until });
  addEventListener("online", check, { signal: until });
  addEventListener("offline", check, { signal: until });
  addEventListener("storage", (event) => chat.storageChanged(event.key), { signal: until });
  return () => controller.abort();
}

window.FiruzePanel = Object.assign(mount, { kit });
