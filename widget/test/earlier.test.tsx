// @vitest-environment happy-dom
import type { Ack, EarlierItem, Event } from "@firuze/client";
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import type { Chat } from "../src/panel/model/chat";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import earlierEn from "../src/parts/earlier/en.json";
import moreEn from "../src/parts/more/en.json";
import { botSaid, customerSaid, event } from "./events";
import { FakeGateway } from "./gateway";
import { loadedParts, quietAlerts } from "./part_scripts";

let gateway: FakeGateway;
let chat: Chat;
let stop: () => void;

const item = (number: number, fields: Partial<EarlierItem> = {}): EarlierItem => ({
  id: `talk-${number}`,
  began_at: "2026-03-01T10:00:00Z",
  topic: `Matter ${number}`,
  outcome: "closed",
  ticket: null,
  satisfaction: null,
  last: { by: "agent", text: `Words ${number}`, at: "2026-03-02T10:00:00Z" },
  ...fields,
});

const LOG: Event[] = [
  event(1, customerSaid("Is the lamp in stock?")),
  event(2, botSaid("Yes.", { buttons: [{ title: "Order it", payload: null }] })),
];

/** Two pages of the list, and the log of each conversation in two pages. */
function answer(name: string, asked: never): Ack<{ ok: true }> {
  const { before, after } = asked as { before?: string | null; after?: number };
  if (name === "list_earlier") {
    const items = before ? [item(3, { topic: null })] : [item(1), item(2)];
    return { ok: true, items, more: !before } as Ack<{ ok: true }>;
  }
  const events = LOG.filter(({ seq }) => seq > (after ?? 0)).slice(0, 1);
  const marks = { customer: { delivered: 0, read: 0 }, staff: { delivered: 1, read: 1 } };
  return { ok: true, events, more: (after ?? 0) < 1, marks } as Ack<{ ok: true }>;
}

const found = (hook: string) => document.querySelector<HTMLElement>(`[data-testid="${hook}"]`);
const all = (hook: string) => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="${hook}"]`),
];
const texts = (hook: string) => all(hook).map((element) => element.textContent);

async function press(element: HTMLElement | null | undefined): Promise<void> {
  element?.click();
  await settled();
}

async function show(): Promise<void> {
  chat = await gateway.connected();
  const view = viewOf(chat, signal(en), signal(true), signal(false), signal(0), loadedParts());
  const props = computed(() => ({
    ...{ view: view.value, chat, open: true, focus: false, alerts: quietAlerts, onForget: null },
    onClose,
    onLanguage() {},
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
  gateway.commit(botSaid("Hello"));
  await settled();
}

const onClose = vi.fn();

beforeEach(() => {
  gateway = new FakeGateway();
  gateway.earlier = true;
  gateway.answer = answer;
  onClose.mockClear();
});

afterEach(() => {
  stop();
  render(null, document.body);
});

describe("earlier conversations", () => {
  it("are offered only where there are any", async () => {
    gateway.earlier = false;
    await show();
    expect(found("earlier")).toBeNull();
  });

  it("stand in a list with matter, date, outcome and last words, page by page", async () => {
    await show();
    await press(found("earlier"));
    await vi.waitFor(() => expect(all("earlier-item")).toHaveLength(2));
    expect(texts("earlier-item")[0]).toBe("Matter 11 March 2026 · closedSupport: Words 1");
    await press(found("earlier-next"));
    await vi.waitFor(() => expect(all("earlier-item")).toHaveLength(3));
    expect(texts("earlier-item")[2]).toBe("1 March 2026closedSupport: Words 3");
    expect(found("earlier-next")).toBeNull();
    const lists = gateway.requests.filter(([name]) => name === "list_earlier");
    expect(lists.map(([, asked]) => asked)).toEqual([
      { language: "en", before: null },
      { language: "en", before: "talk-2" },
    ]);
  });

  it("come in one language, though a page in another one was on its way", async () => {
    await show();
    await press(found("earlier"));
    await vi.waitFor(() => expect(all("earlier-item")).toHaveLength(2));
    let arrive = (_: Ack<{ ok: true }>): void => {};
    const late = new Promise<Ack<{ ok: true }>>((resolve) => {
      arrive = resolve;
    });
    gateway.answer = (name, asked) =>
      (asked as { before: string | null }).before ? (late as never) : answer(name, asked);
    await press(found("earlier-next"));
    chat.setLanguage("fa");
    await vi.waitFor(() => expect(texts("earlier-item")[0]).toContain("۱۴۰۴"));
    arrive(answer("list_earlier", { before: "talk-2" } as never));
    await settled();
    expect(all("earlier-item")).toHaveLength(2);
    expect(found("earlier-next")).not.toBeNull();
  });

  it("are read as they were, and nothing in them can be pressed", async () => {
    await show();
    await press(found("earlier"));
    await vi.waitFor(() => expect(all("earlier-item")).toHaveLength(2));
    await press(all("earlier-item")[0]);
    await vi.waitFor(() => expect(found("earlier-talk")?.textContent).toContain("lamp"));
    expect(found("earlier-talk")?.textContent).toContain(en["outbox.seen"]);
    await press(found("earlier-next"));
    await vi.waitFor(() => expect(found("earlier-talk")?.textContent).toContain("Yes."));
    expect(found("earlier-talk")?.querySelector('[data-testid="reply-button"]')).toBeNull();
    expect(found("back")?.textContent).toContain(moreEn["more.back.list"]);
  });

  it("lead back step by step, to the pressed one and to the chat as it was", async () => {
    await show();
    await press(found("earlier"));
    await vi.waitFor(() => expect(all("earlier-item")).toHaveLength(2));
    const pressed = all("earlier-item")[1];
    await press(pressed);
    await vi.waitFor(() => expect(found("earlier-talk")).not.toBeNull());
    expect(chat.covered.value).toBe(true);
    expect(found("composer")?.closest("footer")?.hasAttribute("inert")).toBe(true);
    const key = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
    found("back")?.dispatchEvent(key);
    await vi.waitFor(() => expect(found("earlier-talk")).toBeNull());
    expect(document.activeElement).toBe(pressed);
    await press(found("back"));
    await vi.waitFor(() => expect(found("page")).toBeNull());
    expect(found("composer")?.closest("footer")?.hasAttribute("inert")).toBe(false);
    expect(document.activeElement).toBe(found("earlier"));
    await vi.waitFor(() => expect(chat.covered.value).toBe(false));
    expect(onClose).not.toHaveBeenCalled();
  });

  it("say that a new message has come to the chat meanwhile", async () => {
    await show();
    await press(found("earlier"));
    expect(found("back")?.textContent).toContain(moreEn["more.back"]);
    gateway.commit(botSaid("Are you still there?"));
    await vi.waitFor(() => expect(found("back")?.textContent).toContain(moreEn["more.back.news"]));
  });

  it("say why they do not come, and come when asked again", async () => {
    gateway.answer = () => {
      const error = { code: "unavailable", message: "", id: null, data: {} };
      return { ok: false, error };
    };
    await show();
    await press(found("earlier"));
    await vi.waitFor(() => expect(found("page")?.textContent).toContain(en["error.unavailable"]));
    gateway.answer = answer;
    await press(found("earlier-next"));
    await vi.waitFor(() => expect(all("earlier-item")).toHaveLength(2));
    expect(found("page")?.textContent).not.toContain(earlierEn["earlier.none"]);
  });
});
