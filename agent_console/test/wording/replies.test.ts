import type { Suggestion } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { type Reply, replyText } from "../../src/wording/replies";
import { suggestion } from "../samples";

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

  test("says sorry first, and hello to customers without a known name", () => {
    const whole = suggestion({ opening: ["hello", "sorry"] });
    expect(replyText(phrase("complaint"), whole, { agent: "Sara", name: null })).toMatch(
      /^Hello, I’m Sara\. I’m sorry for the trouble\. Thank you/,
    );
  });

  test("that comes from the bot's late answer is left as it is", () => {
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

  test("says how an order stands, and when it arrives if that is ahead", () => {
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
