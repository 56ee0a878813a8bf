// @vitest-environment happy-dom
import type { DataRequestFace, OwnDataPage } from "@firuze/client";
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import panelTexts from "../src/catalogue/en.json";
import type { Chat } from "../src/panel/model/chat";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import en from "../src/parts/more/en.json";
import ratingTexts from "../src/parts/rating/en.json";
import { FakeGateway } from "./gateway";
import { loadedParts, quietAlerts } from "./part_scripts";

let gateway: FakeGateway;
let chat: Chat;
let stop: () => void;
let own: OwnDataPage;

const found = (hook: string) => document.querySelector<HTMLElement>(`[data-testid="${hook}"]`);

const request = (more: Partial<DataRequestFace> = {}): DataRequestFace => ({
  kind: "copy",
  state: "open",
  asked_at: "2026-11-30T12:00:00Z",
  due_at: "2026-12-30T12:00:00Z",
  settled_at: null,
  reason: null,
  copy_until: null,
  ...more,
});

async function show(): Promise<void> {
  chat = await gateway.connected();
  const texts = signal(panelTexts);
  const view = viewOf(chat, texts, signal(true), signal(false), signal(0), loadedParts());
  const props = computed(() => ({
    ...{ view: view.value, chat, open: true, focus: false, alerts: quietAlerts, onForget: null },
    onClose() {},
    onLanguage() {},
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
}

async function look(): Promise<void> {
  await show();
  found("data")?.click();
  await vi.waitFor(() => expect(found("data-copy")).not.toBeNull());
}

beforeEach(() => {
  gateway = new FakeGateway();
  gateway.commit({ type: "customer.said", text: "hello" } as never);
  own = { ok: true, kept_days: 90, answer_days: 30, requests: [] };
  gateway.answer = (name) => (/data/.test(name) ? own : { ok: true });
});

afterEach(() => {
  stop();
  render(null, document.body);
});

describe("the customer's data", () => {
  it("is told with how long it stays, and what may be asked of it", async () => {
    await look();
    const page = found("page")?.textContent;
    expect(page).toContain(en["data.kept"]);
    expect(page).toContain("90 days");
    expect(found("data-copy-ask")).not.toBeNull();
    expect(found("data-deletion-ask")).not.toBeNull();
  });

  it("stays until it is deleted, in a shop that has set no time", async () => {
    own = { ...own, kept_days: null };
    await look();
    expect(found("page")?.textContent).toContain(en["data.ever"]);
  });

  it("is asked for once, however often the button is pressed, and says by when it is answered", async () => {
    await look();
    own = { ...own, requests: [request()] };
    found("data-copy-ask")?.click();
    found("data-copy-ask")?.click();
    await vi.waitFor(() => expect(found("data-copy")?.dataset.state).toBe("open"));
    expect(gateway.requests.filter(([name]) => name === "request_data")).toEqual([
      ["request_data", { kind: "copy" }],
    ]);
    expect(found("data-copy")?.textContent).toContain("30 December");
    found("data-copy-withdraw")?.dispatchEvent(
      new MouseEvent("click", { bubbles: true, detail: 2 }),
    );
    expect(gateway.requests.some(([name]) => name === "withdraw_data_request")).toBe(false);
    expect(found("data-deletion-ask")).not.toBeNull();
  });

  it("is withdrawn, and may be asked for again", async () => {
    own = { ...own, requests: [request({ kind: "deletion" })] };
    await look();
    own = { ...own, requests: [request({ kind: "deletion", state: "withdrawn" })] };
    found("data-deletion-withdraw")?.click();
    await vi.waitFor(() => expect(found("data-deletion-ask")).not.toBeNull());
    expect(gateway.requests).toContainEqual(["withdraw_data_request", { kind: "deletion" }]);
  });

  it("shows what another tab has asked, and the staff's answer, without a press", async () => {
    await look();
    own = { ...own, requests: [request({ state: "refused", reason: "Unpaid order." })] };
    gateway.commit({
      type: "data_request.answered",
      kind: "copy",
      outcome: "refused",
      reason: "Unpaid order.",
    });
    await vi.waitFor(() => expect(found("data-copy")?.textContent).toContain("Unpaid order."));
    expect(found("data-copy-ask")).not.toBeNull();
    expect(document.body.textContent).toContain(en["data.news"]);
  });

  it("can be saved while the copy is there, and not afterwards", async () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    own = { ...own, requests: [request({ state: "done", copy_until: later })] };
    await look();
    const asked = vi.fn(async () => new Response("{}", { status: 503 }));
    vi.stubGlobal("fetch", asked);
    await vi.waitFor(() => expect(found("copy-save")).not.toBeNull());
    found("copy-save")?.click();
    await vi.waitFor(() => expect(found("page")?.querySelector("[role=alert]")).not.toBeNull());
    expect(asked).toHaveBeenCalledWith(
      expect.stringContaining("/api/visitor/copy"),
      expect.objectContaining({ body: expect.stringContaining('"form":"html"') }),
    );
    vi.unstubAllGlobals();
    own = { ...own, requests: [request({ state: "done", copy_until: "2026-01-01T00:00:00Z" })] };
    gateway.commit({ type: "customer.said", text: "again" } as never);
    await vi.waitFor(() => expect(found("data-copy-ask")).not.toBeNull());
  });

  it("is saved once at a time, and a copy that is gone or saved too often is said to be", async () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    own = { ...own, requests: [request({ state: "done", copy_until: later })] };
    await look();
    const refusals = [
      { code: "no_copy", says: ratingTexts["error.no_copy"] },
      { code: "rate_limited", says: panelTexts["error.rate_limited"] },
    ];
    const asked = vi.fn();
    vi.stubGlobal("fetch", asked);
    await vi.waitFor(() => expect(found("copy-save")).not.toBeNull());
    for (const { code, says } of refusals) {
      asked.mockImplementation(async () => Response.json({ error: { code } }, { status: 409 }));
      asked.mockClear();
      found("copy-save")?.click();
      found("copy-save")?.click();
      const alert = () => found("page")?.querySelector("[role=alert]")?.textContent;
      await vi.waitFor(() => expect(alert()).toContain(says));
      expect(asked).toHaveBeenCalledTimes(1);
    }
    vi.unstubAllGlobals();
  });

  it("says why a request was refused, and tries again what could not be loaded", async () => {
    const refused = (code: string) => ({
      ok: false,
      error: { code, message: "", id: null, data: {} },
    });
    gateway.answer = () => refused("unavailable");
    await show();
    found("data")?.click();
    await vi.waitFor(() =>
      expect(found("page")?.textContent).toContain(panelTexts["failed.retry"]),
    );
    gateway.answer = () => own;
    found("page")?.querySelector<HTMLElement>("[role=alert] button")?.click();
    await vi.waitFor(() => expect(found("data-copy-ask")).not.toBeNull());
    gateway.answer = () => refused("rate_limited");
    found("data-copy-ask")?.click();
    await vi.waitFor(() => expect(found("page")?.textContent).toContain(en["data.many"]));
  });

  it("gives the focus back to the link that opened it", async () => {
    await look();
    found("back")?.click();
    await vi.waitFor(() => expect(found("page")).toBeNull());
    expect(document.activeElement).toBe(found("data"));
  });
});

describe("a browser whose customer's data was deleted", () => {
  it("reads that, until it says something new", async () => {
    gateway = new FakeGateway();
    gateway.erasedAt = "2026-11-30T12:00:00Z";
    await show();
    await vi.waitFor(() => expect(found("erased")?.textContent).toContain("30 November"));
    gateway.commit({ type: "customer.said", text: "hello again" } as never);
    await vi.waitFor(() => expect(found("erased")).toBeNull());
  });
});
