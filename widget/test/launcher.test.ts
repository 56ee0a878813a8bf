// @vitest-environment happy-dom
// @vitest-environment-options {"settings": {"enableJavaScriptEvaluation": true, "suppressInsecureJavaScriptEnvironmentWarning": true}}
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import type { Panel, PanelOptions } from "../src/contract";

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

const panel = (): Panel => ({
  open: (focus) => void did.push(focus ? "open" : "open without focus"),
  close: () => void did.push("close"),
  setLanguage: (language) => void did.push(`language ${language}`),
  leave: () => void did.push("leave"),
  destroy: () => void did.push("destroy"),
});

beforeEach(() => {
  did = [];
  mounted = [];
  document.documentElement.lang = "en";
  Object.assign(window, {
    mountForTest(options: PanelOptions) {
      mounted.push(options);
      return panel();
    },
  });
});

afterEach(() => {
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

  it("speaks the language of the tag, else that of the page, in the right direction", async () => {
    document.documentElement.lang = "fa-IR";
    await tag();
    expect([host()?.lang, host()?.dir]).toEqual(["fa", "rtl"]);
    window.Firuze?.remove();
    await tag({ language: "en" });
    expect([host()?.lang, host()?.dir]).toEqual(["en", "ltr"]);
  });

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
