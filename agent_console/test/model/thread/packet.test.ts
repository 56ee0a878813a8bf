import { describe, expect, test } from "vitest";
import { levelOf, whyOf } from "../../../src/model/thread/packet";
import { CALM, CUSTOMER, customerSaid, event, handoff, packet, understood } from "../../samples";

const anger = { label: "anger", score: 0.8 } as const;

describe("why a person is needed", () => {
  test("nothing before a handoff", () => {
    expect(whyOf([customerSaid(1, "hello")], packet())).toBeNull();
  });

  test("comes from the packet while the log is not there yet", () => {
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

  test("shows the informative slots", () => {
    const slots = {
      order_number: "1042",
      language: "fa",
      order_tries: 0,
      order_step: "number",
      requested_slot: "contact",
      contact: null,
      customer_verified: true,
      phone: "0912",
    };
    expect(whyOf([handoff(1, { slots })], null)?.known).toEqual([["phone", "0912"]]);
  });

  test("what the customer named is shown beside the slots, each once, without the orders", () => {
    const entities = [
      { entity: "city", value: "shiraz", start: null, end: null },
      { entity: "phone", value: "0912", start: null, end: null },
      { entity: "order_number", value: "1042", start: null, end: null },
    ];
    const packet = { slots: { contact: "0912" }, entities, orders: ["1042"] };
    expect(whyOf([handoff(1, packet)], null)?.known).toEqual([
      ["contact", "0912"],
      ["city", "shiraz"],
    ]);
  });

  test("evidence comes with how strongly it speaks, where that is known", () => {
    const why = whyOf([handoff(1, { evidence: [4, 6], scores: [0.6] })], null);
    expect(why?.evidence).toEqual([
      { seq: 4, score: 0.6 },
      { seq: 6, score: null },
    ]);
  });

  test("the question is shown by itself, and not among the evidence", () => {
    const why = whyOf([handoff(1, { evidence: [4], scores: [0.9], question: 4 })], null);
    expect(why?.evidence).toEqual([]);
    expect(why?.packet.question).toBe(4);
  });
});

test("upset is below calm, joy above", () => {
  expect(levelOf({ ...CALM, label: "fear", score: 0.5 })).toBe(-0.5);
  expect(levelOf({ ...CALM, label: "neutral", score: 0.9 })).toBe(0);
  expect(levelOf({ ...CALM, label: "joy", score: 0.4 })).toBe(0.4);
  expect(levelOf({ ...CALM, label: "anger", score: 0.9, valence: -0.7 })).toBe(-0.7);
});
