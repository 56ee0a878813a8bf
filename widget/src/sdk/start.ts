/** Dresses the bubble as the tag says, and completes the calls of `window.Firuze`. */
import type { BodyOf, Event as LogEvent } from "@firuze/client";
import type { Events } from "../../module";
import type { Firuze, Panel } from "../contract";
import { type ReadContext, readContext } from "./context";
import { within } from "./hours";
import { looksOf, pictured } from "./looks";
import { complain, greetingAt, readOptions } from "./options";

type Said = BodyOf<"customer.said">;
type Listener = (detail: never) => void;

/** Whom the tag says the page is for; the launcher complains where that is no JSON. */
function idIn(identity = "{}"): string | undefined {
  try {
    return JSON.parse(identity)?.id;
  } catch {
    return undefined;
  }
}

const SAYS = { "customer.said": "customer", "bot.said": "bot", "agent.said": "agent" } as const;
const EVENTS = ["ready", "open", "close", "unread", "message", "refused"];
const LOOKS_AT_THE_CLOCK = 30_000; // milliseconds
const LENGTH = 4_000; // characters of a message

export function start(api: Firuze): void {
  const { inner } = api;
  const { button, root } = inner;
  const gone = new AbortController();
  const hears = new WeakMap<Listener, EventListener>();
  const unsent: string[] = [];
  let context: ReadContext | null = null;
  let bound: Panel | null = null;
  let release: (() => void)[] = [];
  let wasOpen = button.ariaExpanded === "true";
  let hadUnread = 0;

  const tell = <Name extends keyof Events>(name: Name, detail: Events[Name]) =>
    dispatchEvent(new CustomEvent(`firuze:${name}`, { detail }));

  function show(open: boolean, unread: number): void {
    if (open !== wasOpen) tell(open ? "open" : "close", null);
    if (unread !== hadUnread) tell("unread", { count: unread });
    wasOpen = open;
    hadUnread = unread;
    if (inner.panel() !== bound) bind(inner.panel());
  }

  /** Follows the chat of a new panel: there is one more whenever the customer changes. */
  function bind(panel: Panel | null): void {
    for (const stop of release) stop();
    bound = panel;
    if (!panel) return;
    const { chat } = panel;
    const mine = new Set<string>(); // what this page sends
    let begun = false;
    let seen = Number.POSITIVE_INFINITY; // the seq up to which messages are no news

    function hear(events: readonly LogEvent[]): void {
      for (const { seq, at, body } of events) {
        if (seq <= seen) continue;
        seen = seq;
        const by = SAYS[body.type as keyof typeof SAYS];
        if (by) tell("message", { by, text: (body as Said).text, seq, at });
      }
    }

    release = [
      chat.link.subscribe(({ kind }) => {
        if (kind === "connected") tellContext();
      }),
      chat.outbox.subscribe((items) => {
        for (const { client_id } of items) mine.add(client_id);
      }),
      chat.loaded.subscribe((loaded) => {
        const events = chat.events.peek();
        const first = events.find(({ body }) => mine.has((body as Said).client_id));
        if (loaded) seen = first ? first.seq - 1 : (events.at(-1)?.seq ?? 0);
        else seen = Number.POSITIVE_INFINITY;
        hear(events);
      }),
      chat.events.subscribe((events) => {
        if (events.length && !begun) tellContext(); // the gateway keeps none before the first word
        begun = events.length > 0;
        hear(events);
      }),
    ];
    flush();
  }

  function flush(): void {
    if (bound) for (const text of unsent.splice(0)) bound.chat.say({ text });
  }

  function tellContext(): void {
    if (context) bound?.chat.send("context", context);
  }

  Object.assign(api, {
    toggle: () => button.click(),
    send(given: unknown): void {
      const text = `${given ?? ""}`.trim();
      if (!text || [...text].length > LENGTH) {
        complain(`send takes a text of up to ${LENGTH} characters`);
        return;
      }
      unsent.push(text);
      api.open();
      flush();
    },
    setContext(given: unknown): void {
      context = readContext(given);
      tellContext();
    },
    on(name: string, listener: Listener): void {
      if (!EVENTS.includes(name) || typeof listener !== "function") {
        complain(`on takes an event and a function; events are ${EVENTS.join(", ")}`);
        return;
      }
      const hear: EventListener = (event) =>
        listener(((event as CustomEvent).detail ?? null) as never);
      if (!hears.has(listener)) hears.set(listener, hear);
      const { signal } = gone;
      addEventListener(`firuze:${name}`, hears.get(listener) as EventListener, { signal });
    },
    off(name: string, listener: Listener): void {
      removeEventListener(`firuze:${name}`, hears.get(listener) as EventListener);
    },
  });

  const { identify, remove } = api;
  let who = idIn(inner.attributes.identity);
  api.identify = (next) => {
    if (who !== undefined && who !== next?.id) unsent.length = 0; // what one customer sends is no other's
    who = next?.id;
    identify(next);
  };
  api.remove = (options) => {
    remove(options);
    gone.abort();
  };

  inner.onShow = show;
  dress();
  bind(inner.panel());
  for (const call of inner.waiting.splice(0)) {
    try {
      const [name, given] = call;
      (api[name] as (...given: unknown[]) => void)(...given);
    } catch (error) {
      console.error("Firuze:", error);
    }
  }

  function dress(): void {
    const options = readOptions(inner.attributes);
    const { greeting, logo, hours, timezone } = options;
    const css = looksOf(options);
    if (css) wear(css);
    if (greeting) inner.greeting = (language) => greetingAt(greeting, location.pathname, language);
    if (logo) picture(logo);
    if (hours) keep(() => within(hours, timezone, new Date()));
  }

  function wear(css: string): CSSStyleSheet {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return sheet;
  }

  /** In the bubble's place of its own drawing, once it is there. */
  function picture(address: string): void {
    const image = new Image();
    image.alt = "";
    const frame = wear(pictured(address));
    frame.disabled = true;
    image.onload = () => {
      frame.disabled = false;
      button.prepend(image);
    };
    image.onerror = () => complain("the picture of data-logo does not load");
    image.src = address;
  }

  /** Outside the hours the bubble hides, but from nobody who has a conversation. */
  function keep(isOpen: () => boolean): void {
    const shut = wear(".launcher[aria-expanded=false]{display:none}");
    const look = () => {
      shut.disabled = isOpen() || inner.panel() !== null;
    };
    const timer = setInterval(look, LOOKS_AT_THE_CLOCK);
    gone.signal.addEventListener("abort", () => clearInterval(timer));
    inner.onShow = (open, unread) => {
      show(open, unread);
      look();
    };
    look();
  }
}
