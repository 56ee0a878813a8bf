// @vitest-environment happy-dom
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import type { Chat } from "../src/panel/model/chat";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import { botSaid } from "./events";
import { FakeGateway } from "./gateway";
import { loadedParts, quietAlerts } from "./part_scripts";

const TERMS = { version: 3, text: "We keep what you write.", link: "https://shop.example/privacy" };

let gateway: FakeGateway;
let chat: Chat;
let stop: () => void;

const found = (hook: string) => document.querySelector<HTMLElement>(`[data-testid="${hook}"]`);

async function show(): Promise<void> {
  chat = await gateway.connected();
  const view = viewOf(chat, signal(en), signal(true), signal(false), signal(0), loadedParts());
  const props = computed(() => ({
    ...{ view: view.value, chat, open: true, focus: false, alerts: quietAlerts, onForget: null },
    onClose() {},
    onLanguage() {},
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
}

beforeEach(() => {
  gateway = new FakeGateway();
  gateway.consent = TERMS;
});

afterEach(() => {
  stop();
  render(null, document.body);
});

describe("an agreement that the shop asks for", () => {
  it("stands in the composer's place, with its text and the way to the whole of it", async () => {
    await show();
    expect(found("consent")?.textContent).toContain(TERMS.text);
    expect(found("consent-link")?.getAttribute("href")).toBe(TERMS.link);
    for (const hook of ["composer", "attach", "quick-reply", "talk-to-person"]) {
      expect(found(hook)).toBeNull();
    }
    chat.attach([new File(["x"], "x.png")]);
    expect(chat.files.value).toBeNull();
  });

  it("makes way once it is given, in this tab and in others", async () => {
    await show();
    found("consent-give")?.click();
    await settled();
    expect(gateway.requests).toContainEqual(["give_consent", { version: 3 }]);
    gateway.commit({ type: "consent.given", version: 3 });
    await vi.waitFor(() => expect(found("composer")).not.toBeNull());
    expect(found("consent")).toBeNull();
  });

  it("is another one where the log has an older version", async () => {
    await show();
    gateway.commit({ type: "consent.given", version: 2 });
    await settled();
    expect(found("consent")).not.toBeNull();
  });

  it("is asked for again by a shop that has gone back to an older version", async () => {
    await show();
    gateway.commit({ type: "consent.given", version: 3 });
    gateway.commit({ type: "consent.given", version: 4 });
    await vi.waitFor(() => expect(found("consent")).not.toBeNull());
    gateway.commit({ type: "consent.given", version: 3 });
    await vi.waitFor(() => expect(found("composer")).not.toBeNull());
  });

  it("is fetched anew when the shop has changed it meanwhile", async () => {
    await show();
    const error = { code: "consent_changed", message: "", id: null, data: {} };
    gateway.answer = () => ({ ok: false, error });
    gateway.consent = { ...TERMS, version: 4, text: "We keep it for a year." };
    found("consent-give")?.click();
    await vi.waitFor(() => expect(found("consent")?.textContent).toContain("for a year"));
  });

  it("is asked for when a message is refused without it", async () => {
    gateway.consent = null;
    await show();
    const error = { code: "consent_needed", message: "", id: null, data: {} };
    gateway.answer = () => ({ ok: false, error });
    gateway.consent = TERMS;
    chat.say({ text: "hello" });
    await vi.waitFor(() => expect(found("consent")).not.toBeNull());
    expect(found("outbox")?.textContent).toContain(en["error.consent_needed"]);
    gateway.answer = (name, said) => (name === "say" ? gateway.say(said) : { ok: true });
    gateway.commit({ type: "consent.given", version: 3 });
    await vi.waitFor(() => expect(found("outbox")).toBeNull());
    expect(gateway.log.at(-1)?.body).toMatchObject({ type: "customer.said", text: "hello" });
  });

  it.each([
    ["a wish for a person", () => void chat.run("request_person")],
    [
      "a contact",
      () => void chat.leaveContact({ name: null, email: "n@mail.example", phone: null }),
    ],
    ["a rating", () => void chat.ask("rate", { closing: 1, satisfaction: 5 })],
  ])("is asked for when %s is refused without it", async (_, act) => {
    gateway.consent = null;
    await show();
    const error = { code: "consent_needed", message: "", id: null, data: {} };
    gateway.answer = () => ({ ok: false, error });
    gateway.consent = TERMS;
    act();
    await vi.waitFor(() => expect(found("consent")).not.toBeNull());
  });

  it("hides the buttons of an answer, which would be refused, until it is given", async () => {
    await show();
    gateway.commit(botSaid("Which one?", { buttons: [{ title: "The lamp", payload: null }] }));
    await vi.waitFor(() => expect(document.body.textContent).toContain("Which one?"));
    expect(found("reply-button")).toBeNull();
    gateway.consent = null;
    await chat.open();
    await vi.waitFor(() => expect(found("reply-button")).not.toBeNull());
  });

  it("is not asked for by a shop that has set none", async () => {
    gateway.consent = null;
    await show();
    expect(found("composer")).not.toBeNull();
  });
});
