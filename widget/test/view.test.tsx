// @vitest-environment happy-dom
import { dayNumber } from "@firuze/client";
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";
import type { Chat } from "../src/panel/model/chat";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import { agentSaid, botSaid, customerSaid } from "./events";
import { FakeGateway } from "./gateway";
import { loadedParts } from "./part_scripts";

let gateway: FakeGateway;
let chat: Chat;
let stop: () => void;
const onClose = vi.fn();
const sound = signal(true);
const notify = signal<boolean | null>(null);
const switches = { setSound: vi.fn(), setNotify: vi.fn(async () => undefined) };
const today = signal(0);

async function show(language: "en" | "fa" = "en"): Promise<void> {
  chat = await gateway.connected({ language });
  const view = viewOf(
    chat,
    signal(language === "fa" ? fa : en),
    signal(true),
    signal(true),
    today,
    loadedParts(),
  );
  const props = computed(() => ({
    view: view.value,
    chat,
    open: true,
    focus: true,
    onClose,
    onLanguage() {},
    onForget: null,
    alerts: { ...switches, sound: sound.value, notify: notify.value },
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
}

const all = (hook: string) =>
  [...document.querySelectorAll<HTMLElement>(`[data-testid="${hook}"]`)] as HTMLElement[];
const one = (hook: string) => all(hook)[0] as HTMLElement;
const asked = (name: string) => gateway.requests.filter(([each]) => each === name);

async function write(text: string, key: KeyboardEventInit = { key: "Enter" }): Promise<void> {
  const box = one("composer") as HTMLTextAreaElement;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
  box.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...key }));
  await settled();
}

beforeEach(() => {
  gateway = new FakeGateway();
  today.value = dayNumber(Date.now());
  onClose.mockClear();
});

afterEach(() => {
  stop();
  render(null, document.body);
});

describe("the panel", () => {
  const waiting = { owner: "queued", epoch: 1, position: 1 } as const;

  it.each(["en", "fa"] as const)(
    "says whether the bot failed or was too busy (%s)",
    async (language) => {
      await show(language);
      const said = language === "fa" ? fa : en;
      for (const [code, text] of [
        ["bot_failed", said["bot.failed"]],
        ["overloaded", said["bot.overloaded"]],
      ] as const) {
        gateway.commit({ type: "bot.failed", reply_to: 1, code });
        await settled();
        expect(document.body.textContent).toContain(text);
      }
    },
  );

  it("has a switch for the sound, which says whether it is on", async () => {
    await show();
    expect(one("sound").getAttribute("aria-pressed")).toBe("true");
    one("sound").click();
    expect(switches.setSound).toHaveBeenCalledWith(false);
    sound.value = false;
    expect(one("sound").getAttribute("aria-pressed")).toBe("false");
  });

  it("offers who waits to notify them, and a way back at any time", async () => {
    notify.value = false;
    await show();
    expect(all("notify")).toHaveLength(0);
    gateway.commit({ type: "queue.entered", since: "", instead_of: null, because: null }, waiting);
    await settled();
    one("notify").click();
    expect(switches.setNotify).toHaveBeenLastCalledWith(true);
    notify.value = true;
    expect(all("notify")).toHaveLength(0);
    gateway.commit({ type: "returned.to_bot" }, { owner: "bot" });
    await settled();
    one("notify-off").click();
    expect(switches.setNotify).toHaveBeenLastCalledWith(false);
    notify.value = null;
    expect(all("notify-off")).toHaveLength(0);
  });

  it("shows what the bot and agents have marked, and what customers type as it is", async () => {
    await show();
    const words = "**Two** ways:\n- one\n- two";
    gateway.commit(customerSaid(words));
    gateway.commit(botSaid(words));
    await settled();
    const [own, bots] = [...document.querySelectorAll(".row .text")].slice(-2);
    expect(own?.textContent).toBe(words);
    expect(bots?.querySelector("strong")?.textContent).toBe("Two");
    expect(bots?.querySelectorAll("li")).toHaveLength(2);
  });

  it("shows each paragraph of an answer in its own direction", async () => {
    await show();
    gateway.commit(botSaid("This is in Persian:\n\nبه آب نزنید.\n\nA person can help."));
    await settled();
    const text = [...document.querySelectorAll<HTMLElement>("div.text")].at(-1);
    const parts = [...(text?.children ?? [])] as HTMLElement[];
    expect(parts.map((part) => part.dir)).toEqual(["ltr", "rtl", "ltr"]);
  });

  it.each([
    ["en", "Request 318"],
    ["fa", "درخواست ۳۱۸"],
  ] as const)("keeps the number of a request on a card, in %s", async (language, told) => {
    await show(language);
    gateway.commit({ type: "ticket.opened", number: 318, cause: "chosen" });
    await settled();
    const [moment] = document.querySelectorAll('[data-type="ticket.opened"] .moment');
    expect(moment?.textContent).not.toBe("");
    expect(one("ticket-card").textContent).toContain(told);
  });

  it("shows what was done with an order as a fact, in the reader's words", async () => {
    await show("fa");
    const done = { type: "action.taken", order: "1064", reply_to: 1, reason: null } as const;
    gateway.commit({ ...done, kind: "order_cancelled" });
    gateway.commit({ ...done, kind: "return_requested" });
    await settled();
    expect(all("event").map((each) => each.textContent)).toEqual([
      "سفارش ۱۰۶۴: لغو شده",
      "سفارش ۱۰۶۴: مرجوعی ثبت شده",
    ]);
  });

  it("shows the receipt under the customer's last message, and nowhere else", async () => {
    await show();
    gateway.commit(customerSaid("one"));
    gateway.commit(agentSaid("yes?"));
    gateway.commit(customerSaid("two"));
    await settled();
    const told = () => all("receipt").map((each) => [each.dataset.state, each.textContent]);
    expect(told()).toEqual([["sent", "Sent"]]);
    const row = one("receipt").closest<HTMLElement>('[data-testid="event"]');
    expect(row?.dataset.seq).toBe("3");
    gateway.push("mark", { side: "staff", mark: { delivered: 3, read: 2 } });
    expect(told()).toEqual([["delivered", "Delivered"]]);
    gateway.push("mark", { side: "staff", mark: { delivered: 3, read: 3 } });
    expect(told()).toEqual([["seen", "Seen"]]);
    gateway.push("mark", { side: "customer", mark: { delivered: 9, read: 9 } });
    gateway.commit(customerSaid("three"));
    await settled();
    expect(told()).toEqual([["sent", "Sent"]]);
  });

  it("shows it in Persian, too", async () => {
    await show("fa");
    gateway.commit(customerSaid("سلام"));
    gateway.push("mark", { side: "staff", mark: { delivered: 1, read: 1 } });
    await settled();
    expect(one("receipt").textContent).toBe("دیده شد");
  });

  it("welcomes, and offers questions until one is asked", async () => {
    await show();
    expect(one("welcome").textContent).toContain("Hello!");
    expect(all("quick-reply")).toHaveLength(2);
    gateway.commit(customerSaid("hi"));
    await settled();
    expect(all("quick-reply")).toEqual([]);
  });

  it("sends on Enter, and starts a line on Shift+Enter", async () => {
    await show();
    await write("one\ntwo", { key: "Enter", shiftKey: true });
    expect(asked("say")).toEqual([]);
    await write("one\ntwo");
    expect(asked("say")[0]?.[1]).toMatchObject({ text: "one\ntwo" });
    expect((one("composer") as HTMLTextAreaElement).value).toBe("");
  });

  it("does not send while letters are being composed, or more than fits", async () => {
    await show();
    await write("に", { key: "Enter", isComposing: true });
    await write("x".repeat(4001));
    expect(asked("say")).toEqual([]);
    expect(one("counter").textContent).toBe("1 too many");
  });

  it("presses a button by the message's seq and its index", async () => {
    await show();
    const buttons = ["Yes", "No"].map((title) => ({ title, payload: null }));
    gateway.commit(botSaid("Sure?", { buttons }));
    await settled();
    all("reply-button")[1]?.click();
    await settled();
    expect(asked("say")[0]?.[1]).toMatchObject({ text: "No", button: { seq: 1, index: 1 } });
  });

  it("shows what could not be sent, with buttons to retry or delete it", async () => {
    gateway.answer = () => ({
      ok: false,
      error: { code: "text_too_long", message: "", id: null, data: {} },
    });
    await show();
    await write("hi");
    expect(one("outbox").dataset.state).toBe("failed");
    expect(one("outbox").textContent).toContain("the message is too long");
    one("discard").click();
    await settled();
    expect(all("outbox")).toEqual([]);
  });

  it("leads to a person in one tap, and says so once one is coming or there", async () => {
    await show();
    one("talk-to-person").click();
    await settled();
    expect(asked("request_person")).toHaveLength(1);
    gateway.commit(
      { type: "queue.entered", since: "", instead_of: null, because: null },
      { owner: "queued", epoch: 1, position: 3 },
    );
    await settled();
    expect(one("wait-state").textContent).toContain("You're number 3 in line");
    gateway.commit(agentSaid("Hello"), {
      owner: "agent",
      epoch: 2,
      agent: { name: "Sara", portrait: null },
    });
    await settled();
    expect(one("talking-with").textContent).toBe("You're talking with Sara");
    expect(all("wait-state")).toEqual([]);
  });

  it("shows the agent's picture over the first letter of the name, which stays if there is none", async () => {
    await show();
    const talking = { owner: "agent", epoch: 2 } as const;
    const face = () => document.querySelector(".face");
    gateway.commit(agentSaid("سلام"), { ...talking, agent: { name: "سارا", portrait: null } });
    await settled();
    expect([face()?.textContent, face()?.querySelector("img")]).toEqual(["س", null]);
    gateway.commit(agentSaid("سلام"), {
      ...talking,
      agent: { name: "سارا", portrait: "/portraits/k" },
    });
    await settled();
    const picture = face()?.querySelector("img");
    expect([picture?.alt, new URL(picture?.src ?? "").pathname]).toEqual(["", "/portraits/k"]);
    picture?.dispatchEvent(new Event("error"));
    expect([face()?.textContent, picture?.hidden]).toEqual(["س", true]);
  });

  it("names who is joining while a slot is held, and says so when they do not come", async () => {
    await show();
    const nobody = { agent_id: null, agent_name: null, team: null, client_id: null };
    gateway.commit(
      { type: "conversation.transferred", ...nobody, agent_name: "Omid", held: true },
      { ...waiting, joining: { name: "Omid", portrait: null } },
    );
    await settled();
    expect(all("event")[0]?.textContent).toContain("handing you over to Omid");
    expect(one("wait-state").textContent).toContain("Omid is joining you");
    gateway.commit(
      { type: "queue.entered", since: "", instead_of: "Omid", because: null },
      { ...waiting, joining: null },
    );
    await settled();
    expect(all("event")[1]?.textContent).toContain("Omid can't come after all");
    expect(one("wait-state").textContent).toContain("You're next");
    gateway.commit({ type: "conversation.transferred", ...nobody, held: false }, waiting);
    await settled();
    expect(all("event")[2]?.textContent).toContain("A colleague will take over");
  });

  it.each([
    [{ low: 3, high: 8, late: false }, "It should take 3 to 8 min"],
    [{ low: 0, high: 2, late: false }, "It should take less than 2 min"],
    [{ low: 3, high: 8, late: true }, "longer than we said. It should take 3 to 8 min"],
  ])("tells the range of the wait: %j", async (range, words) => {
    await show();
    gateway.commit({ type: "wait.promised", ...range }, waiting);
    await settled();
    expect(one("event").textContent).toContain(words);
  });

  const told = { closed: true, opens_at: "2026-11-28T05:30:00Z" };
  it("says when the desk opens, in the reader's calendar, and offers the choices", async () => {
    await show("fa");
    gateway.commit(
      { type: "absence.told", ticket_at: "", ...told },
      { ...waiting, absence: { ...told, chosen: false } },
    );
    await settled();
    const opens = "الان تعطیلیم و شنبه ۷ آذر ساعت ";
    expect(all("event").map((row) => row.textContent)[0]).toContain(opens);
    expect(one("wait-state").textContent).toContain(opens);
    for (const command of ["keep-waiting", "open-ticket", "continue-with-bot"]) {
      one(command).click();
      await settled();
      expect(asked(command.replaceAll("-", "_"))).toHaveLength(1);
    }
  });

  it("lets a customer who has chosen to wait do so, and says when somebody has come", async () => {
    await show();
    const open = { closed: false, opens_at: null };
    gateway.commit(
      { type: "wait.chosen", until: "" },
      { ...waiting, absence: { ...open, chosen: true } },
    );
    await settled();
    expect(one("wait-state").textContent).toContain("None of us is online right now.");
    expect(one("wait-state").textContent).toContain("You keep your place.");
    expect(all("keep-waiting")).toEqual([]);
    gateway.commit({ type: "absence.ended" }, { ...waiting, absence: null });
    await settled();
    expect(one("wait-state").textContent).toContain("You're next");
  });

  it.each([
    [0, "today at "],
    [1, "tomorrow at "],
    [3, "on "],
  ])("names the day of the opening, in %d days", async (days, name) => {
    await show();
    const at = new Date(Date.now() + days * 86_400_000).toISOString();
    gateway.commit(
      { type: "queue.entered", since: "", instead_of: null, because: null },
      { ...waiting, absence: { closed: true, opens_at: at, chosen: false } },
    );
    await settled();
    expect(one("wait-state").textContent).toContain(`open again ${name}`);
  });

  it("says no time when nobody knows it", async () => {
    await show();
    gateway.commit(
      { type: "queue.entered", since: "", instead_of: null, because: null },
      { ...waiting, absence: { closed: true, opens_at: null, chosen: false } },
    );
    await settled();
    expect(one("wait-state").textContent).toContain("None of us is online right now.");
  });

  it("asks for a contact beside an open ticket, without closing the chat", async () => {
    gateway.state = { ...gateway.state, owner: "ticket", ticket: 12 };
    await show();
    expect(all("quick-reply")).toEqual([]); // the bot would not answer them
    one("contact-save").click();
    await settled();
    expect(one("contact-form").textContent).toContain("An e-mail address or a phone number");
    (one("contact-email") as HTMLInputElement).value = "nika@mail.example";
    one("contact-save").click();
    await settled();
    expect(asked("leave_contact")[0]?.[1]).toMatchObject({ email: "nika@mail.example" });
    await write("and one more thing");
    expect(asked("say")).toHaveLength(1);
  });

  it("says that the connection is gone, and keeps what is written", async () => {
    await show();
    gateway.become({ kind: "reconnecting" });
    await write("hello?");
    expect(one("connection").dataset.state).toBe("reconnecting");
    expect(one("outbox").dataset.state).toBe("waiting");
  });

  it("is written from right to left in Persian, with Persian digits", async () => {
    gateway.state = { ...gateway.state, owner: "queued", position: 12 };
    await show("fa");
    expect(one("panel").dir).toBe("rtl");
    expect(one("wait-state").textContent).toContain("نفر ۱۲ در صف هستید");
  });

  it("closes on Escape, and a dialog of the page does not", async () => {
    await show();
    const key = { key: "Escape", bubbles: true, cancelable: true };
    const event = new KeyboardEvent("keydown", key);
    one("panel").dispatchEvent(event);
    expect(onClose).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  it("leaves Escape and Enter to an input method that is composing a word", async () => {
    await show();
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      await write("に", { key: "Escape", ...composing });
      await write("に", { key: "Enter", ...composing });
    }
    expect(onClose).not.toHaveBeenCalled();
    expect(asked("say")).toEqual([]);
  });

  it("counts the limit in characters, so that emoji are one each", async () => {
    await show();
    await write("👋".repeat(2_001));
    expect(asked("say")).toHaveLength(1);
  });

  it.each([
    ["fa", "Galaxy S24 دارید؟", "rtl"],
    ["fa", "see you", "ltr"],
    ["en", "DVD هم می‌فروشید؟", "rtl"],
    ["en", "order 1042, please", "ltr"],
  ] as const)("writes what was said in its own direction (%s): %s", async (language, text, dir) => {
    await show(language);
    gateway.commit(customerSaid(text));
    gateway.commit(agentSaid(text));
    await settled();
    for (const row of all("event")) {
      expect(row.querySelector<HTMLElement>(".text")?.dir).toBe(dir);
    }
    await write(text, { key: "a" });
    expect(one("composer").dir).toBe(dir);
  });

  it("makes links clickable", async () => {
    await show();
    gateway.commit(agentSaid("Look (https://shop.example/a_(b)\u202e), and javascript:alert(1)"));
    await settled();
    const [link, ...others] = document.querySelectorAll("a");
    expect(link?.getAttribute("href")).toBe("https://shop.example/a_(b)");
    expect(link?.rel).toContain("noopener noreferrer");
    expect(others).toEqual([]);
  });

  it("tells today from yesterday by the calendar, and switches at midnight without any event", async () => {
    await show();
    gateway.commit(customerSaid("hi"));
    await settled();
    const day = () => document.querySelector(".day")?.textContent;
    today.value = dayNumber(gateway.log[0]?.at ?? "");
    expect(day()).toBe("Today");
    today.value += 1;
    expect(day()).toBe("Yesterday");
    today.value += 1;
    expect(day()).toMatch(/\d/);
  });

  it.each(["paste", "drop"])("answers files that come by %s with a notice", async (way) => {
    await show("fa");
    const event = Object.assign(new Event(way, { bubbles: true, cancelable: true }), {
      [way === "paste" ? "clipboardData" : "dataTransfer"]: {
        types: ["Files", "text/html"],
        files: [],
      },
    });
    one("composer").dispatchEvent(event);
    await settled();
    expect(event.defaultPrevented).toBe(true);
    expect(one("notice").textContent).toContain(fa["notice.files"]);
  });

  it("lets text be pasted, also where a picture of it comes along", async () => {
    await show();
    const event = Object.assign(new Event("paste", { bubbles: true, cancelable: true }), {
      clipboardData: { types: ["text/plain", "text/html", "Files"] },
    });
    one("composer").dispatchEvent(event);
    await settled();
    expect(event.defaultPrevented).toBe(false);
    expect(all("notice")).toEqual([]);
  });

  const buttons = ["Yes", "No"].map((title) => ({ title, payload: null }));

  it("sends a button once, however often it is pressed before the answer", async () => {
    let acknowledge: (ack: { ok: true }) => void = () => undefined;
    gateway.answer = (name) =>
      name === "say"
        ? (new Promise((resolve) => {
            acknowledge = resolve;
          }) as never)
        : { ok: true };
    await show();
    gateway.commit(botSaid("Sure?", { buttons }));
    await settled();
    const [yes, no] = all("reply-button");
    for (const button of [yes, yes, no]) button?.click();
    await settled();
    expect(all("reply-button")).toEqual([]);
    acknowledge({ ok: true });
    await settled();
    expect(asked("say")).toHaveLength(1);
    expect(all("reply-button")).toEqual([]);
  });

  it("sends a button once without a connection, too", async () => {
    await show();
    gateway.commit(botSaid("Sure?", { buttons }));
    await settled();
    gateway.become({ kind: "reconnecting" });
    const yes = all("reply-button")[0];
    for (let times = 0; times < 3; times++) yes?.click();
    await settled();
    expect(all("outbox")).toHaveLength(1);
    gateway.become({ kind: "connected" });
    await settled();
    expect(asked("say")).toHaveLength(1);
  });

  it("offers the buttons again when the gateway has refused the press", async () => {
    gateway.answer = () => ({
      ok: false,
      error: { code: "invalid_input", message: "", id: null, data: {} },
    });
    await show();
    gateway.commit(botSaid("Sure?", { buttons }));
    await settled();
    all("reply-button")[0]?.click();
    await settled();
    expect(one("outbox").dataset.state).toBe("failed");
    expect(all("reply-button")).toHaveLength(2);
  });
});
