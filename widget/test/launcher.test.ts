// @vitest-environment happy-dom
// @vitest-environment-options {"settings": {"enableJavaScriptEvaluation": true, "suppressInsecureJavaScriptEnvironmentWarning": true}}
import { Worker } from "node:worker_threads";
import type { Event as LogEvent } from "@firuze/client";
import { signal } from "@preact/signals-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import type { Panel, PanelOptions } from "../src/contract";
import type { Chat } from "../src/panel/model/chat";
import { start } from "../src/sdk/start";
import { agentSaid, botSaid, customerSaid, event } from "./events";

/**
 * A gateway with the scripts that the launcher loads, as small as possible, while it is not down.
 * It runs in its own thread, because happy-dom blocks while it waits for a script.
 */
const GATEWAY = `
const { createServer } = require("node:http");
const { parentPort } = require("node:worker_threads");
const SCRIPTS = {
  panel: "window.FiruzePanel = (options) => window.mountForTest(options);",
  en: "window.FiruzeTexts = { ...window.FiruzeTexts, en: {} };",
  fa: "window.FiruzeTexts = { ...window.FiruzeTexts, fa: {} };",
  sdk: "window.startForTest(window.Firuze);",
};
let down = false;
parentPort.on("message", (message) => { down = message.down; });
const server = createServer((request, response) => {
  const name = /^\\/widget\\/assets\\/(\\w+)\\.js\\?v=\\w+$/.exec(request.url)?.[1];
  const script = down ? undefined : SCRIPTS[name];
  response.writeHead(script ? 200 : 503, { "content-type": "text/javascript" }).end(script);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

let gateway: Worker;
let origin: string;
/** The calls to the panel, and the options it was mounted with. */
let did: string[];
let mounted: PanelOptions[];

beforeAll(async () => {
  gateway = new Worker(GATEWAY, { eval: true });
  const port = await new Promise((resolve) => gateway.once("message", resolve));
  origin = `http://127.0.0.1:${port}`;
});

afterAll(() => gateway.terminate());

/** The scripts that the launcher has asked for, by name. */
const asked = () =>
  [...document.querySelectorAll<HTMLScriptElement>("script[data-firuze]")]
    .map(({ src }) => /assets\/(\w+)\.js\?v=/.exec(src)?.[1])
    .toSorted();

/** The tag on the shop's page, as `document.currentScript` while it runs. */
async function tag(data: Record<string, string> = {}): Promise<void> {
  const script = document.createElement("script");
  Object.defineProperty(script, "src", { value: `${origin}/widget.js` });
  Object.assign(script.dataset, data);
  Object.defineProperty(document, "currentScript", { value: script, configurable: true });
  vi.resetModules();
  await import("../src/launcher/launcher");
}

const host = () => document.querySelector<HTMLElement>("#firuze");
const button = () => host()?.shadowRoot?.querySelector<HTMLButtonElement>("button") ?? null;
const dot = () => host()?.shadowRoot?.querySelector<HTMLElement>('[data-testid="unread"]');
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

/** Waits until the panel has been mounted this often. */
const arrived = (times = 1) => until(() => expect(mounted).toHaveLength(times));

/** What the SDK asks of the panel's chat. */
const chat = () => ({
  link: signal({ kind: "connected" }),
  loaded: signal(true),
  events: signal<readonly LogEvent[]>([]),
  outbox: signal<{ client_id: string }[]>([]),
  say: ({ text }: { text: string }) => void did.push(`say ${text}`),
  send: (event: string, given: object) => void did.push(`${event} ${JSON.stringify(given)}`),
});
let chats: ReturnType<typeof chat>[];

function newChat(): Chat {
  chats.push(chat());
  return chats.at(-1) as unknown as Chat;
}

const panel = (): Panel => ({
  chat: newChat(),
  open: (focus) => void did.push(focus ? "open" : "open without focus"),
  close: () => void did.push("close"),
  setLanguage: (language) => void did.push(`language ${language}`),
  leave: () => void did.push("leave"),
  destroy: () => void did.push("destroy"),
});

beforeEach(() => {
  did = [];
  mounted = [];
  chats = [];
  document.documentElement.lang = "en";
  Object.assign(window, {
    startForTest: start,
    mountForTest(options: PanelOptions) {
      mounted.push(options);
      return panel();
    },
  });
});

afterEach(() => {
  gateway.postMessage({ down: false });
  window.Firuze?.remove({ forget: true });
  document.head.replaceChildren();
  document.body.replaceChildren();
});

describe("the launcher", () => {
  it("puts a bubble on the page, and loads nothing before the first tap", async () => {
    await tag();
    expect(button()?.getAttribute("aria-label")).toBe("Chat with us");
    expect(asked()).toEqual([]);
  });

  it("loads panel and texts on the first tap, opens it, and closes it on the next", async () => {
    await tag();
    button()?.click();
    expect(button()?.getAttribute("aria-busy")).toBe("true");
    await arrived();
    expect(asked()).toEqual(["en", "panel"]);
    expect(did).toEqual(["open"]);
    expect(mounted[0]).toMatchObject({ origin, language: "en", identity: null });
    button()?.click();
    expect(did).toEqual(["open", "close"]);
    expect(button()?.getAttribute("aria-expanded")).toBe("false");
  });

  it.each([
    ["of the tag", "en", "fa-IR", ["fa"], "en"],
    ["of the page, if the tag names none", undefined, "fa_IR", ["en-GB"], "fa"],
    ["of the page, if the tag names one that it does not speak", "de", "FA", ["en"], "fa"],
    [
      "that the browser likes best, if the page names none",
      undefined,
      "",
      ["fr", "fa", "en"],
      "fa",
    ],
    [
      "that the browser likes best, if it does not speak the page's",
      undefined,
      "ar",
      ["fa-IR"],
      "fa",
    ],
    ["of the tag in any letters", "EN", "fa", ["fa"], "en"],
    ["English, if nobody names one that it speaks", "", "de", ["fr-CA"], "en"],
  ])("speaks the language %s", async (_which, language, page, browser, spoken) => {
    vi.stubGlobal("navigator", { languages: browser });
    document.documentElement.lang = page;
    await tag(language === undefined ? {} : { language });
    expect([host()?.lang, host()?.dir]).toEqual([spoken, spoken === "fa" ? "rtl" : "ltr"]);
    vi.unstubAllGlobals();
  });

  it.each([
    ["en>fa", "en", "fa"],
    ["en>xx", "en", "en"],
    ["fa>../en", "fa", "en"],
    ["fa>", "fa", "fa"],
    ["en>fa", "fa", "fa"],
    ["en", "fa", "fa"],
  ])(
    "takes from a stored %s, on a page in %s, a language that it speaks",
    async (kept, page, spoken) => {
      localStorage.setItem("firuze:language", kept);
      await tag({ language: page });
      expect(host()?.lang).toBe(spoken);
    },
  );

  it("says so when the chat does not load, and tries again on the next tap", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await tag();
    gateway.postMessage({ down: true });
    button()?.click();
    await until(() => expect(button()?.getAttribute("aria-label")).toContain("did not load"));
    expect(errors).toHaveBeenCalled();
    errors.mockRestore();
    gateway.postMessage({ down: false });
    button()?.click();
    await arrived();
    expect(did).toEqual(["open"]);
  });

  it("shows with a dot and in words how much is unread while the panel is closed", async () => {
    await tag({ language: "fa" });
    button()?.click();
    await arrived();
    button()?.click();
    mounted[0]?.onUnread(2);
    expect(dot()?.hidden).toBe(false);
    expect(button()?.title).toBe("گفت‌وگو با ما، ۲ پیام تازه");
    button()?.click();
    expect(dot()?.hidden).toBe(true);
  });

  it("is opened and closed by the page, and closed by the panel", async () => {
    await tag();
    window.Firuze?.open();
    await arrived();
    window.Firuze?.close();
    window.Firuze?.open();
    mounted[0]?.onClose();
    expect(did).toEqual(["open", "close", "open", "close"]);
  });

  it("starts over with another customer, out of sight", async () => {
    const identity = { id: "daniel", expires: 1, signature: "0".repeat(64) };
    await tag();
    window.Firuze?.open();
    await arrived();
    window.Firuze?.close();
    window.Firuze?.identify(identity);
    await arrived(2);
    expect(did.at(-1)).toBe("destroy");
    expect(mounted.at(-1)?.identity).toEqual(identity);
  });

  it("lets the panel say goodbye when the customer signs out, and forgets what was theirs", async () => {
    const daniel = { id: "daniel", expires: 1, signature: "0".repeat(64) };
    localStorage.setItem(`firuze:${origin}:daniel:draft`, "hello");
    localStorage.setItem(`firuze:${origin}::draft`, "a visitor's");
    await tag({ identity: JSON.stringify(daniel) });
    window.Firuze?.open();
    await arrived();
    window.Firuze?.identify(null);
    await arrived(2);
    expect(did.slice(0, 3)).toEqual(["open", "leave", "destroy"]);
    expect(Object.values(localStorage)).toEqual(["a visitor's"]);
  });

  it("reports an identity that is no JSON, and goes on without it", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await tag({ identity: "{oops" });
    expect(errors).toHaveBeenCalledOnce();
    errors.mockRestore();
    button()?.click();
    await arrived();
    expect(mounted[0]?.identity).toBeNull();
  });

  it.each([
    ["de", 1],
    ["english", 1],
    ["persian", 1],
    ["fa", 0],
    ["fa_IR", 0],
    ["en-GB", 0],
    ["EN", 0],
    ["", 0],
  ])(
    "says a word about data-language=%j where it is none of its own: %i",
    async (language, words) => {
      const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
      await tag({ language });
      expect(errors).toHaveBeenCalledTimes(words);
      if (words)
        expect(errors.mock.lastCall?.join(" ")).toContain(
          `data-language is fa or en, not ${language}`,
        );
      errors.mockRestore();
      expect(button()).toBeTruthy();
    },
  );

  it("opens by itself where it was open before the page was left", async () => {
    await tag();
    window.Firuze?.open();
    await arrived();
    window.Firuze?.remove();
    did.length = 0;
    await tag();
    await arrived(2);
    expect(did).toEqual(["open without focus"]);
  });

  it("opens by itself on the next page when it could not be loaded on this one", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    gateway.postMessage({ down: true });
    await tag();
    button()?.click();
    await until(() => expect(button()?.getAttribute("aria-busy")).toBe("false"));
    gateway.postMessage({ down: false });
    window.Firuze?.remove();
    await tag();
    await arrived();
    expect(did).toEqual(["open without focus"]);
  });

  it("stays on the page when the page gets a new body, or throws it out", async () => {
    await tag();
    const [mine, old] = [host(), document.body];
    old.replaceWith(document.createElement("body"));
    expect(host()).toBe(mine);
    mine?.remove();
    await until(() => expect(mine?.isConnected).toBe(true));
    window.Firuze?.remove();
    document.body.append("something");
    await settled();
    expect(host()).toBeNull();
    document.body.replaceWith(old);
  });

  it("loads the panel out of sight where there is a conversation already", async () => {
    localStorage.setItem(`firuze:${origin}::token`, "t");
    await tag();
    await arrived();
    expect(mounted).toHaveLength(1);
    expect(did).toEqual([]);
  });

  it("appears once on the page, however often its tag does", async () => {
    await tag();
    await tag();
    expect(document.querySelectorAll("#firuze")).toHaveLength(1);
  });

  it("leaves no trace when it is removed, and forgets when asked to", async () => {
    localStorage.setItem(`firuze:${origin}::token`, "t");
    localStorage.setItem("the shop's own", "kept");
    await tag();
    await arrived();
    window.Firuze?.remove();
    expect([host(), window.Firuze, window.FiruzePanel]).toEqual([null, undefined, undefined]);
    expect(localStorage.length).toBe(2);
    await tag();
    window.Firuze?.remove({ forget: true });
    expect(Object.keys(localStorage)).toEqual(["the shop's own"]);
    localStorage.clear();
  });
});

describe("what only some pages ask for", () => {
  /** The events that reach the page, as `name detail`. */
  function listening(): string[] {
    const heard: string[] = [];
    for (const name of ["open", "close", "unread", "message"] as const) {
      window.Firuze?.on(name, (detail: unknown) => {
        heard.push(detail === null ? name : `${name} ${JSON.stringify(detail)}`);
      });
    }
    return heard;
  }

  /** Waits until the page is told that the widget is ready. */
  const ready = () =>
    new Promise((resolve) => addEventListener("firuze:ready", resolve, { once: true }));

  /** What the tag of the documentation leaves behind before the launcher has run. */
  function stub(...calls: [string, unknown[]][]): void {
    Object.assign(window, { Firuze: { q: calls } });
  }

  const styles = () =>
    (host()?.shadowRoot?.adoptedStyleSheets ?? [])
      .flatMap((sheet) => [...sheet.cssRules])
      .map((rule) => rule.cssText)
      .join("\n");

  it("says that it is ready, without the SDK where nothing asks for it", async () => {
    const told = ready();
    await tag({
      language: "en",
      cfasync: "false",
      nscript: "afterInteractive",
      turboTrack: "reload",
    });
    await told;
    expect(asked()).toEqual([]);
    expect(button()?.hidden).toBe(false);
  });

  it("is never ready where the page removes it while it loads", async () => {
    const removed = vi.fn(() => window.Firuze?.remove());
    Object.assign(window, { startForTest: removed });
    const told = vi.fn();
    addEventListener("firuze:ready", told);
    await tag({ side: "left" });
    await until(() => expect(removed).toHaveBeenCalledOnce());
    await settled();
    removeEventListener("firuze:ready", told);
    expect(told).not.toHaveBeenCalled();
  });

  it("makes the calls that came before it, in order, before it says that it is ready", async () => {
    stub(["send", ["Is it in stock?"]], ["send", ["The blue one."]]);
    const told = ready();
    await tag();
    await told;
    await arrived();
    expect(did).toEqual(["open", "say Is it in stock?", "say The blue one."]);
  });

  it("sends nothing of one customer as another one's", async () => {
    const daniel = { id: "daniel", expires: 1, signature: "0".repeat(64) };
    await tag({ identity: JSON.stringify(daniel), side: "left" });
    await until(() => expect(asked()).toContain("sdk"));
    window.Firuze?.send("I am Daniel");
    window.Firuze?.identify({ ...daniel, id: "nika" });
    window.Firuze?.send("I am Nika");
    await arrived();
    await until(() => expect(did).toContain("say I am Nika"));
    expect(did).not.toContain("say I am Daniel");
  });

  it("makes the other queued calls where one of them fails", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    stub(["bake" as never, []], ["open", []]);
    await tag();
    await arrived();
    expect(did).toEqual(["open"]);
    expect(errors).toHaveBeenCalledWith("Firuze:", expect.any(TypeError));
    errors.mockRestore();
  });

  it("shows the bubble where it cannot be dressed, and dresses it with the panel", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    gateway.postMessage({ down: true });
    const told = ready();
    await tag({ side: "left" });
    await told;
    expect(button()?.hidden).toBe(false);
    expect(errors).toHaveBeenCalledWith("Firuze:", expect.any(Error));
    gateway.postMessage({ down: false });
    button()?.click();
    await arrived();
    expect(styles()).toContain("left: var(--gap)");
    errors.mockRestore();
  });

  it("fetches the SDK at the first call that needs it, once", async () => {
    await tag();
    window.Firuze?.toggle();
    window.Firuze?.toggle();
    await until(() => expect(asked()).toContain("sdk"));
    window.Firuze?.toggle();
    await arrived();
    expect(asked().filter((name) => name === "sdk")).toHaveLength(1);
    expect(did).toEqual(["open"]);
  });

  it("tells the page what happens, and stops when asked to", async () => {
    await tag();
    const heard = listening();
    window.Firuze?.open();
    await arrived();
    await until(() => expect(heard).toEqual(["open"]));
    const log = [
      event(1, customerSaid("Hello")),
      event(2, botSaid("Hi!")),
      event(3, agentSaid("I'm Sara")),
    ];
    if (chats[0]) chats[0].events.value = log;
    window.Firuze?.close();
    mounted[0]?.onUnread(2);
    const at = log.map((given) => given.at);
    expect(heard.slice(1)).toEqual([
      `message {"by":"customer","text":"Hello","seq":1,"at":"${at[0]}"}`,
      `message {"by":"bot","text":"Hi!","seq":2,"at":"${at[1]}"}`,
      `message {"by":"agent","text":"I'm Sara","seq":3,"at":"${at[2]}"}`,
      "close",
      'unread {"count":2}',
    ]);
    const late = vi.fn();
    window.Firuze?.on("open", late);
    window.Firuze?.off("open", late);
    window.Firuze?.open();
    expect(late).not.toHaveBeenCalled();
  });

  it("tells of no message that was there before", async () => {
    await tag();
    const heard = listening();
    await until(() => expect(asked()).toContain("sdk"));
    window.Firuze?.open();
    await arrived();
    const mine = chats[0];
    if (!mine) throw new Error("no chat");
    mine.loaded.value = false;
    mine.events.value = [event(1, customerSaid("Hello")), event(2, botSaid("Hi!"))];
    mine.loaded.value = true;
    mine.events.value = [...mine.events.value, event(3, agentSaid("I'm Sara"))];
    expect(heard.filter((told) => told.startsWith("message"))).toHaveLength(1);
  });

  it("tells of a message of this page, however soon it is in the log", async () => {
    await tag();
    const heard = listening();
    await until(() => expect(asked()).toContain("sdk"));
    window.Firuze?.open();
    await arrived();
    const mine = chats[0];
    if (!mine) throw new Error("no chat");
    mine.loaded.value = false;
    mine.outbox.value = [{ client_id: "c2" }];
    mine.events.value = [
      event(1, customerSaid("Hello")),
      event(2, customerSaid("Is it in stock?", "c2")),
      event(3, botSaid("Yes")),
    ];
    mine.loaded.value = true;
    const texts = heard.flatMap((told) => /"text":"([^"]*)"/.exec(told)?.[1] ?? []);
    expect(texts).toEqual(["Is it in stock?", "Yes"]);
  });

  it("tells each connection what the customer is looking at, also that of the next customer", async () => {
    await tag();
    window.Firuze?.setContext({ page: " Blue\n mug ", cart: ["1 × Tea"] });
    window.Firuze?.open();
    await arrived();
    const context = 'context {"page":"Blue mug","product":null,"cart":["1 × Tea"]}';
    await until(() => expect(did).toContain(context));
    const mine = chats[0];
    if (mine) mine.link.value = { kind: "reconnecting" };
    if (mine) mine.link.value = { kind: "connected" };
    expect(did.filter((done) => done === context)).toHaveLength(2);
    window.Firuze?.identify({ id: "daniel", expires: 1, signature: "0".repeat(64) });
    await arrived(2);
    await until(() => expect(did.filter((done) => done === context)).toHaveLength(3));
  });

  it("says on the console what is wrong with a call, and does nothing else", async () => {
    const words = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await tag();
    const strange = window.Firuze as unknown as Record<
      "send" | "on" | "setContext",
      (...given: unknown[]) => void
    >;
    strange.send("  ");
    strange.on("explode", () => undefined);
    strange.setContext({ page: {}, mood: "good" });
    await until(() => expect(words).toHaveBeenCalledTimes(3));
    expect(words.mock.calls.map(([said]) => said)).toEqual([
      expect.stringContaining("send"),
      expect.stringContaining("on takes"),
      expect.stringContaining("setContext"),
    ]);
    expect(mounted).toEqual([]);
    words.mockRestore();
  });

  it("wears what the tag says, gives the panel the greeting, and takes it all away", async () => {
    const told = ready();
    await tag({ color: "#ffd500", radius: "6", greeting: '{"/": {"en": "Hello", "fa": "سلام"}}' });
    await told;
    expect(styles()).toMatch(/--firuze-on-accent: ?#000000/);
    expect(styles()).toMatch(/--firuze-radius: ?6px/);
    button()?.click();
    await arrived();
    expect(mounted[0]?.greeting?.("fa")).toBe("سلام");
    window.Firuze?.remove({ forget: true });
    expect([host(), window.Firuze]).toEqual([null, undefined]);
  });

  it("shows outside its hours to those alone who have a conversation", async () => {
    vi.useFakeTimers({
      now: new Date("2026-11-23T17:59:45Z"),
      toFake: ["Date", "setInterval", "clearInterval"],
    });
    const told = ready();
    await tag({ hours: "Mon 09:00-18:00", timezone: "UTC" });
    await told;
    const hidden = () =>
      host()?.shadowRoot?.adoptedStyleSheets.some(
        (sheet) => !sheet.disabled && sheet.cssRules[0]?.cssText.includes("display: none"),
      );
    const last = () => host()?.shadowRoot?.adoptedStyleSheets.at(-1);
    expect(last()?.disabled).toBe(true);
    vi.advanceTimersByTime(30_000);
    expect(last()?.disabled).toBe(false);
    expect(hidden()).toBe(true);
    window.Firuze?.open();
    await arrived();
    await until(() => expect(last()?.disabled).toBe(true));
    vi.useRealTimers();
  });
});
