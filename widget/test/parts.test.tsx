// @vitest-environment happy-dom
import type { Language } from "@firuze/client";
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";
import type { Chat } from "../src/panel/model/chat";
import { createParts, type PartLoader, type PartName, register } from "../src/panel/model/parts";
import { Show } from "../src/panel/view/Show";
import { viewOf } from "../src/panel/view/view";
import { FakeGateway } from "./gateway";

const CONTACT = {
  css: "output { color: teal }",
  texts: { en: { "contact.save": "Keep it" }, fa: { "contact.save": "نگهش دار" } },
  show: {
    Ticket: ({ view }: { view: { t(key: string): string } }) => (
      <output>{`${view.t("contact.save")} / ${view.t("composer.send")}`}</output>
    ),
  },
};

let chat: Chat;
let parts: PartLoader;
let asked: PartName[];
/** The styles given, and whether something of the part was shown before. */
let worn: [css: string, shown: boolean][];
let answer: () => Promise<void>;
let stop: () => void = () => undefined;
const texts = signal<typeof en>(en);

async function show(): Promise<void> {
  chat = await new FakeGateway().connected();
  const view = viewOf(chat, texts, signal(true), signal(false), signal(0), parts);
  const props = computed(() => ({ view: view.value, with: { chat } }));
  stop = effect(() => render(<Show part="contact" as="Ticket" {...props.value} />, document.body));
  await settled();
}

function speak(language: Language): void {
  texts.value = language === "fa" ? fa : en;
  chat.setLanguage(language);
}

const failure = () => document.querySelector<HTMLElement>('[data-testid="part-failed"]');

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  texts.value = en;
  asked = [];
  worn = [];
  answer = () => Promise.reject(new Error("no connection"));
  parts = createParts(
    (name) => {
      asked.push(name);
      return answer();
    },
    (css) => {
      worn.push([css, document.querySelector("output") !== null]);
    },
  );
});

afterEach(() => {
  stop();
  render(null, document.body);
  vi.restoreAllMocks();
});

/** The tests go on from each other: a part registers once, as its script does in a page. */
describe.sequential("a part of the panel", () => {
  it("is asked for once, and says that it is on its way", async () => {
    answer = () => new Promise(() => undefined);
    await show();
    parts.need("contact");
    expect(asked).toEqual(["contact"]);
    expect(document.body.textContent).toBe(en["part.loading"]);
  });

  it("says that it did not load, and tries again at a press", async () => {
    await show();
    expect(failure()?.textContent).toContain(en["part.failed"]);
    failure()?.querySelector("button")?.click();
    await settled();
    expect(asked).toEqual(["contact", "contact"]);
    expect(failure()).not.toBeNull();
  });

  it("counts as failed when its script is something else, a proxy's page say", async () => {
    answer = () => Promise.resolve();
    await show();
    expect(failure()).not.toBeNull();
  });

  it("is tried again by itself when the connection is back, and only then", async () => {
    await show();
    answer = async () => void register("contact", CONTACT as never);
    parts.connected();
    await settled();
    expect(asked).toEqual(["contact", "contact"]);
    expect(failure()).toBeNull();
    expect(worn).toEqual([[CONTACT.css, false]]);
    parts.connected();
    await settled();
    expect(asked).toHaveLength(2);
  });

  it("shows its component with its own texts beside the panel's, in either language", async () => {
    await show();
    expect(asked).toEqual([]); // the page has it already
    expect(document.body.textContent).toBe("Keep it / Send");
    speak("fa");
    await settled();
    expect(document.body.textContent).toBe(`نگهش دار / ${fa["composer.send"]}`);
  });
});
