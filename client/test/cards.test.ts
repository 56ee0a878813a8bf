import { describe, expect, it } from "vitest";
import contracts from "../../contracts/events.schema.json";
import { type AnyCard, type Card, dayNumber, linkOf, stateOf, termOf } from "../src";
import { CARDS, KINDS } from "./cards";

const isOver = (at: string) => dayNumber(at) < dayNumber("2026-11-22T10:00:00");

/** Fails to compile where a kind gives a field another meaning. */
const any = (card: Card): AnyCard => card;

describe("a card", () => {
  it("is of one of the kinds of the contract", () => {
    const { discriminator } = contracts.$defs.BotSaid.properties.card.anyOf[0] as never as {
      discriminator: { mapping: object };
    };
    expect(Object.keys(discriminator.mapping).sort()).toEqual([...KINDS].sort());
  });

  it("stands as it says", () => {
    expect(stateOf(any(CARDS.order), isOver)).toBe("shipped");
    expect(stateOf(any(CARDS.return), isOver)).toBe("return_requested");
    expect(stateOf(any(CARDS.article), isOver)).toBeUndefined();
  });

  it("says of a product whether it is there, where that is known", () => {
    expect(stateOf(CARDS.product, isOver)).toBe("in_stock");
    expect(stateOf({ ...CARDS.product, available: false }, isOver)).toBe("sold_out");
    expect(stateOf({ ...CARDS.product, available: null }, isOver)).toBeUndefined();
  });

  it("of a coupon expires after its last day", () => {
    expect(stateOf(CARDS.coupon, isOver)).toBeUndefined();
    expect(stateOf({ ...CARDS.coupon, until: "2026-11-22T01:00:00" }, isOver)).toBeUndefined();
    expect(stateOf({ ...CARDS.coupon, until: "2026-11-21T23:00:00" }, isOver)).toBe("expired");
    expect(stateOf({ ...CARDS.coupon, until: null }, isOver)).toBeUndefined();
  });

  it("of an order is expected until it has come", () => {
    const due = (day: string | null, state: "shipped" | "delivered") =>
      termOf({ ...CARDS.order, expected_at: day, state }, isOver)?.key;
    expect(due("2026-11-22T01:00:00", "shipped")).toBe("expected");
    expect(due("2026-11-21T23:00:00", "shipped")).toBe("missed");
    expect(due("2026-11-21T23:00:00", "delivered")).toBeUndefined();
    expect(due(null, "shipped")).toBeUndefined();
  });

  it("of a ticket or a courier promises an answer until its day has passed", () => {
    for (const [kind, state] of [
      ["ticket", "opened"],
      ["courier", "asked"],
    ] as const) {
      const due = (until: string | null) =>
        termOf({ ...CARDS[kind], state, until } as AnyCard, isOver)?.key;
      expect(due("2026-11-22T01:00:00")).toBe(kind);
      expect(due("2026-11-21T23:00:00")).toBe("unanswered");
      expect(due(null)).toBeUndefined();
      const answered = { ...CARDS[kind], state: "answered", until: "2026-11-21T23:00:00" };
      expect(termOf(answered as AnyCard, isOver)).toBeNull();
    }
    const past = { ...CARDS.return, until: "2026-11-21T23:00:00" };
    expect(termOf(past, isOver)?.key).toBe("return");
  });

  it("of another kind has a term until it has come to an end", () => {
    const { until } = CARDS.return;
    for (const kind of ["coupon", "return"] as const) {
      expect(termOf(CARDS[kind], isOver)).toEqual({ key: kind, at: until });
    }
    expect(termOf({ ...CARDS.ticket, state: "opened" }, isOver)?.key).toBe("ticket");
    expect(termOf(CARDS.ticket, isOver)).toBeNull();
    expect(termOf({ ...CARDS.return, state: "refunded" }, isOver)).toBeNull();
    expect(termOf(CARDS.product, isOver)).toBeNull();
  });

  it("leads to an article's section, or to the whole of it", () => {
    expect(linkOf(CARDS.article, "https://help.example")).toBe(
      "https://help.example/articles/gift-cards#s2",
    );
    expect(linkOf({ ...CARDS.article, section: 0 }, "")).toBe("/articles/gift-cards");
  });

  it("leads to its page, if it has one", () => {
    expect(linkOf(CARDS.product, "https://help.example")).toBe("https://shop.example/owl");
    expect(linkOf(CARDS.ticket, "https://help.example")).toBeNull();
  });
});
