import { describe, expect, test } from "vitest";
import { levelOf, whyOf } from "../src/model/packet";
import { CUSTOMER, customerSaid, event, handoff, packet, understood } from "./samples";

const anger = { label: "anger", score: 0.8 } as const;

describe("why a person is needed", () => {
  test("nothing before a handoff", () => {
    expect(whyOf([customerSaid(1, "hello")], packet())).toBeNull();
  });

  test("the packet speaks while the log is not there yet", () => {
    expect(whyOf([], packet({ reason: "anger" }))?.packet.reason).toBe("anger");
  });

  test("the latest handoff counts", () => {
    const why = whyOf([handoff(1, { reason: "requested" }), handoff(2, { reason: "anger" })], null);
    expect(why?.packet.reason).toBe("anger");
    expect(why?.seq).toBe(2);
  });

  test("a matter that was returned to the bot needs nobody", () => {
    const returned = event(2, { type: "returned.to_bot" }, CUSTOMER);
    expect(whyOf([handoff(1), returned], null)).toBeNull();
  });

  test("the mood is that of the present matter, in order", () => {
    const log = [
      understood(2, 1, "complaint", anger),
      event(3, { type: "conversation.reopened" }, CUSTOMER),
      understood(6, 4, "greet"),
      understood(8, 5, "complaint", anger),
      handoff(9),
    ];
    expect(whyOf(log, null)?.mood.map(({ seq, level }) => [seq, level])).toEqual([
      [4, 0],
      [5, -0.8],
    ]);
  });

  test("each intent is named once, with its best confidence", () => {
    const intents = [
      { name: "complaint", confidence: 0.6 },
      { name: "order_status", confidence: 0.9 },
      { name: "complaint", confidence: 0.8 },
    ];
    expect(whyOf([handoff(1, { intents })], null)?.intents).toEqual([
      { name: "complaint", confidence: 0.8 },
      { name: "order_status", confidence: 0.9 },
    ]);
  });

  test("of the slots, those that tell something", () => {
    const slots = {
      order_number: "1042",
      language: "fa",
      order_tries: 0,
      order_step: "number",
      requested_slot: "contact",
      contact: null,
      customer_verified: true,
    };
    expect(whyOf([handoff(1, { slots })], null)?.slots).toEqual([["order_number", "1042"]]);
  });
});

test("upset is below calm, joy above", () => {
  expect(levelOf({ label: "fear", score: 0.5, words: [] })).toBe(-0.5);
  expect(levelOf({ label: "neutral", score: 0.9, words: [] })).toBe(0);
  expect(levelOf({ label: "joy", score: 0.4, words: [] })).toBe(0.4);
});
