import type { DayHours, Suggestion } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { type Reply, replyText } from "../../../src/catalogue/replies";
import { opensText, weekText } from "../../../src/format/hours";
import { createSuggestions, openedBy } from "../../../src/model/thread/suggestions";
import { FakeLine, refused, settled } from "../../line";
import { AGENT, agentSaid, BOT, CALM, customerSaid, event } from "../../samples";

const ID = "0190d3a0-0000-7000-8000-000000000001";
const OTHER = "0190d3a0-0000-7000-8000-000000000002";

const suggestion = (more: Partial<Suggestion> = {}): Suggestion => ({
  reply_to: 1,
  language: "en",
  intent: null,
  emotion: CALM,
  opening: [],
  replies: [{ kind: "words", text: "Two days.", late: false }],
  article: null,
  steps: [],
  ...more,
});

describe("what opens something to answer", () => {
  const late = event(4, { type: "bot.suppressed", reply_to: 1, computed_epoch: 1, texts: [] }, BOT);
  const accepted = event(
    2,
    { type: "agent.accepted", agent_id: "sara", agent_name: "Sara" },
    AGENT,
  );

  test.each([
    ["nothing", [], 0],
    ["coming to a customer", [customerSaid(1, "hello"), accepted], 2],
    ["the customer's words", [accepted, customerSaid(3, "hello")], 3],
    ["an answer that came too late", [customerSaid(1, "hello"), agentSaid(3, "hi"), late], 4],
    ["nothing once it is answered", [customerSaid(1, "hello"), agentSaid(3, "hi")], 0],
  ])("%s", (_, events, seq) => {
    expect(openedBy(events)).toBe(seq);
  });
});

describe("suggestions", () => {
  function scene() {
    const line = new FakeLine().on("suggest", () => ({ ok: true, suggestion: suggestion() }));
    let loggedOut = 0;
    const suggestions = createSuggestions(line, () => {
      loggedOut += 1;
    });
    return { line, suggestions, loggedOut: () => loggedOut };
  }

  test("are asked for once for what is open, and gone when it is answered", async () => {
    const { line, suggestions } = scene();
    suggestions.look(ID, 3);
    suggestions.look(ID, 3);
    await settled();
    expect(line.asked).toEqual([["suggest", { conversation_id: ID }]]);
    expect(suggestions.shown.value).toEqual(suggestion());
    suggestions.look(ID, 0);
    expect(suggestions.shown.value).toBeNull();
  });

  test("the newest wins, in whichever order they come", async () => {
    const { line, suggestions } = scene();
    const answers: ((text: string) => void)[] = [];
    const answerOf = (text: string) => ({
      ok: true,
      suggestion: suggestion({ replies: [{ kind: "words", text, late: false }] }),
    });
    line.on(
      "suggest",
      () => new Promise((resolve) => answers.push((text) => resolve(answerOf(text)))),
    );
    suggestions.look(ID, 3);
    suggestions.look(ID, 5);
    answers[1]?.("newer");
    await settled();
    answers[0]?.("older");
    await settled();
    expect(suggestions.shown.value?.replies[0]).toMatchObject({ text: "newer" });
  });

  test("another conversation never shows those of this one", async () => {
    const { line, suggestions } = scene();
    suggestions.look(ID, 3);
    await settled();
    line.off("suggest");
    suggestions.look(OTHER, 3);
    expect(suggestions.shown.value).toBeNull();
    suggestions.look(null, 0);
    await settled();
    expect(suggestions.shown.value).toBeNull();
  });

  test("a dismissed one stays away until something new is said", async () => {
    const { suggestions } = scene();
    suggestions.look(ID, 3);
    await settled();
    suggestions.dismiss();
    expect(suggestions.shown.value).toBeNull();
    suggestions.look(null, 0);
    suggestions.look(ID, 3);
    await settled();
    expect(suggestions.shown.value).toBeNull();
    suggestions.look(ID, 5);
    await settled();
    expect(suggestions.shown.value).not.toBeNull();
  });

  test("one that does not come is no problem", async () => {
    const { line, suggestions, loggedOut } = scene();
    line.off("suggest");
    suggestions.look(ID, 3);
    await settled();
    line.on("suggest", () => refused("not_owner"));
    suggestions.look(ID, 4);
    await settled();
    expect(suggestions.shown.value).toBeNull();
    expect(loggedOut()).toBe(0);
    line.on("suggest", () => refused("unauthenticated"));
    suggestions.look(ID, 5);
    await settled();
    expect(loggedOut()).toBe(1);
  });
});

describe("a reply in words", () => {
  const SPEAKERS = { agent: "Sara", name: "Nika" };
  const say = (reply: Reply, more: Partial<Suggestion> = {}) =>
    replyText(reply, suggestion(more), SPEAKERS);
  const phrase = (name: "greet" | "complaint"): Reply => ({
    kind: "phrase",
    phrase: name,
    facts: {},
  });

  test("is in the customer's language, whatever the agent's is", () => {
    expect(say(phrase("greet"), { opening: ["hello"] })).toBe(
      "Hello Nika, I’m Sara. How can I help you?",
    );
    expect(say(phrase("greet"), { opening: ["hello"], language: "fa" })).toBe(
      "سلام Nika عزیز، من Sara هستم. چه کمکی از من برمی‌آید؟",
    );
  });

  test("says sorry first, and hello to whom nobody knows by name", () => {
    const whole = suggestion({ opening: ["hello", "sorry"] });
    expect(replyText(phrase("complaint"), whole, { agent: "Sara", name: null })).toMatch(
      /^Hello, I’m Sara\. I’m sorry for the trouble\. Thank you/,
    );
  });

  test("that the bot said too late is left as it is", () => {
    const late: Reply = { kind: "words", text: "At nine.", late: true };
    expect(say(late, { opening: ["hello"] })).toBe("At nine.");
  });

  test("keeps numbers and addresses in their own direction", () => {
    const call: Reply = {
      kind: "phrase",
      phrase: "call_or_write",
      facts: { phone: "+98 21", email: "a@b.example" },
    };
    expect(say(call, { language: "fa" })).toContain("\u2066+۹۸ ۲۱\u2069");
    expect(say(call)).toBe("You can call us on +98 21 or write to a@b.example.");
  });

  test("gives the map of an address on a line of its own", () => {
    const facts = { address: "28 Enghelab", map: "https://map.example" };
    const where: Reply = { kind: "phrase", phrase: "store_address", facts };
    expect(say(where)).toBe("You’ll find us here: 28 Enghelab\nhttps://map.example");
    expect(say({ ...where, facts: { address: "28 Enghelab", map: "" } })).toBe(
      "You’ll find us here: 28 Enghelab",
    );
  });

  test("tells how an order stands, and when it comes if that is to come", () => {
    const order = (state: "shipped" | "delivered", expected_at: string | null): Reply => ({
      kind: "order",
      order: { number: "1042", state, expected_at },
    });
    expect(say(order("shipped", "2999-11-26T00:00:00"))).toBe(
      "Your order 1042 is on its way to you. It should reach you on 26 November 2999.",
    );
    expect(say(order("shipped", "2020-11-26T00:00:00"))).toBe(
      "Your order 1042 is on its way to you.",
    );
    expect(say(order("delivered", "2999-11-26T00:00:00"))).not.toContain("2999");
    expect(say(order("shipped", null), { language: "fa" })).toContain("۱۰۴۲");
  });
});

describe("a shop's hours in words", () => {
  const SPEAKERS = { agent: "Sara", name: null };
  const day = (each: number, ...intervals: [string, string][]): DayHours => ({
    day: each,
    intervals,
  });
  const WEEK = [
    ...[0, 1, 2].map((each) => day(each, ["09:00", "20:00"])),
    day(3, ["09:00", "13:00"], ["16:30", "21:00"]),
    day(4),
    ...[5, 6].map((each) => day(each, ["09:00", "20:00"])),
  ];
  const TEHRAN = "Asia/Tehran";
  const NOW = "2026-11-22T10:00:00+03:30"; // a Sunday

  const hours = (opening: Partial<Extract<Reply, { kind: "hours" }>["opening"]>): Reply => ({
    kind: "hours",
    opening: {
      now: NOW,
      open_now: false,
      closes_at: null,
      opens_at: null,
      holiday: null,
      ...opening,
    },
    week: WEEK,
    timezone: TEHRAN,
  });
  const first = (reply: Reply) => replyText(reply, suggestion(), SPEAKERS).split("\n")[0];

  test("put like days together, in the order of the language's week", () => {
    expect(weekText(WEEK, "en")).toBe(
      "Monday to Wednesday 09:00 to 20:00; Thursday 09:00 to 13:00 and 16:30 to 21:00; " +
        "Friday closed; Saturday to Sunday 09:00 to 20:00",
    );
    expect(weekText(WEEK, "fa")).toBe(
      "شنبه تا چهارشنبه ۹ تا ۲۰؛ پنجشنبه ۹ تا ۱۳ و ۱۶:۳۰ تا ۲۱؛ جمعه تعطیل",
    );
  });

  test.each([
    ["2026-11-22T16:00:00+03:30", "today at 16:00"],
    ["2026-11-23T09:00:00+03:30", "tomorrow at 09:00"],
    ["2026-11-26T09:00:00+03:30", "on Thursday at 09:00"],
    ["2026-12-03T09:00:00+03:30", "on Thursday 3 December at 09:00"],
  ])("count days where the shop is: %s", (opens, told) => {
    expect(opensText(opens, NOW, TEHRAN, "en")).toBe(told);
  });

  test("say whether it is open, and until or from when", () => {
    const at = "2026-11-22T20:00:00+03:30";
    expect(first(hours({ open_now: true, closes_at: at }))).toBe(
      "Yes, we’re open right now, until 20:00.",
    );
    expect(first(hours({ open_now: true, closes_at: "2026-11-23T00:00:00+03:30" }))).toBe(
      "Yes, we’re open right now, until midnight.",
    );
    expect(first(hours({ open_now: true }))).toContain("around the clock");
    expect(first(hours({ opens_at: at }))).toBe(
      "We’re closed right now and open again today at 20:00.",
    );
    expect(first(hours({}))).toBe("We’re closed right now.");
    expect(first(hours({ opens_at: at, holiday: { en: "Nowruz", fa: "نوروز" } }))).toBe(
      "Today is Nowruz, so we’re closed. We open again today at 20:00.",
    );
  });
});
