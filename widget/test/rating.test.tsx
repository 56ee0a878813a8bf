// @vitest-environment happy-dom
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import texts from "../src/parts/rating/en.json";
import { botSaid, customerSaid, event } from "./events";
import { FakeGateway } from "./gateway";
import { loadedParts, quietAlerts } from "./part_scripts";

let gateway: FakeGateway;
let stop: () => void;

async function show(language: "en" | "fa" = "en"): Promise<void> {
  const chat = await gateway.connected({ language });
  const texts = signal(language === "fa" ? fa : en);
  const view = viewOf(chat, texts, signal(true), signal(false), signal(0), loadedParts());
  const props = computed(() => ({
    view: view.value,
    chat,
    open: true,
    focus: true,
    onClose() {},
    onLanguage() {},
    onForget: null,
    alerts: quietAlerts,
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
}

const found = (hook: string) => document.querySelector<HTMLElement>(`[data-testid="${hook}"]`);
const asked = (name: string) =>
  gateway.requests.filter(([each]) => each === name).map(([, given]) => given);

async function press(hook: string): Promise<void> {
  found(hook)?.click();
  await settled();
}

const closing = { closing: 7, asks: "full", satisfaction: null, effort: null } as const;

beforeEach(() => {
  gateway = new FakeGateway();
  gateway.state = { ...gateway.state, owner: "closed", rating: closing };
});

afterEach(() => {
  stop();
  render(null, document.body);
});

describe("after the close", () => {
  it("the customer gives marks and a word", async () => {
    await show();
    await press("satisfaction-4");
    await press("effort-2");
    (found("rating-comment") as HTMLTextAreaElement).value = " Slow ";
    await press("rating-send");
    expect(asked("rate")).toMatchObject([
      { closing: 7, satisfaction: 4, effort: 2, comment: "Slow" },
    ]);
    expect(found("rating")).toBeNull();
  });

  it("the customer declines, and is left alone until the next close", async () => {
    await show();
    await press("rating-dismiss");
    expect(found("rating")).toBeNull();
    expect(asked("rate")).toEqual([]);
    gateway.push("state", { ...gateway.state, rating: { ...closing, closing: 12 } });
    await settled();
    expect(found("rating")).not.toBeNull();
  });

  it("a light question has marks alone, in the customer's digits", async () => {
    gateway.state = { ...gateway.state, rating: { ...closing, asks: "light" } };
    await show("fa");
    expect(found("effort-1")).toBeNull();
    expect(found("rating-comment")).toBeNull();
    expect(found("satisfaction-5")?.parentElement?.textContent).toBe("۵");
  });

  it("an opinion that was given is shown, and may be changed", async () => {
    gateway.state = { ...gateway.state, rating: { ...closing, satisfaction: 4 } };
    await show();
    expect(found("rating")).toBeNull();
    expect(found("rating-given")?.textContent).toContain("4 of 5");
    found("rating-given")?.querySelector("button")?.click();
    await settled();
    expect((found("satisfaction-4") as HTMLInputElement).checked).toBe(true);
  });

  it("a refusal is told, and what was typed stays", async () => {
    gateway.answer = () => ({
      ok: false,
      error: { code: "rating_late", message: "", id: null, data: {} },
    });
    await show();
    await press("satisfaction-1");
    await press("rating-send");
    expect(found("rating")?.textContent).toContain(en["error.other"]);
    expect((found("satisfaction-1") as HTMLInputElement).checked).toBe(true);
  });

  it("nobody is asked who is not to be; the conversation may be kept all the same", async () => {
    gateway.state = { ...gateway.state, rating: null };
    await show();
    expect(found("rating")).toBeNull();
    await press("keep-mail");
    expect(asked("mail_transcript")).toHaveLength(1);
    expect(found("keep")?.textContent).toContain("on its way");
  });

  it.each([
    ["nobody_answered", "keep.nobody_answered"],
    ["rate_limited", "keep.too_many"],
  ] as const)("a mail that is refused (%s) is explained", async (code, key) => {
    gateway.answer = () => ({ ok: false, error: { code, message: "", id: null, data: {} } });
    await show();
    await press("keep-mail");
    expect(found("keep")?.textContent).toContain(texts[key]);
  });
});

describe("the end of a chat with the bot", () => {
  it("is the customer's, once the bot has answered", async () => {
    gateway.log = [event(1, customerSaid("When are you open?")), event(2, botSaid("At nine."))];
    gateway.state = { ...gateway.state, owner: "bot", rating: null, head: 2 };
    await show();
    await press("end-chat");
    expect(asked("end_chat")).toHaveLength(1);
  });

  it.each(["agent", "queued", "ticket"] as const)("is not theirs with %s", async (owner) => {
    gateway.log = [event(1, customerSaid("Hello")), event(2, botSaid("Hello"))];
    gateway.state = { ...gateway.state, owner, rating: null, head: 2 };
    await show();
    expect(found("end-chat")).toBeNull();
  });
});
