import { describe, expect, it } from "vitest";
import { orderOf } from "../src";
import { ORDER_CARD } from "./order_cards";

const card = ORDER_CARD;

describe("an order's card", () => {
  it("is what the bot told of it", () => {
    expect(orderOf(card)).toEqual(card);
    expect(orderOf({ ...card, expected_at: "2026-11-25" })?.expected_at).toBe("2026-11-25");
  });

  it("may tell of no way to the customer", () => {
    const { tracking, ...rest } = card;
    expect(tracking).toHaveLength(1);
    expect(orderOf(rest)?.tracking).toEqual([]);
  });

  it.each([
    ["no card", null],
    ["an article", { ...card, kind: "article" }],
    ["no number", { ...card, number: 5 }],
    ["no state", { ...card, state: null }],
    ["no day", { ...card, placed_at: "soon" }],
    ["no such day", { ...card, expected_at: "2026-99-99" }],
    ["no items", { ...card, items: "a book" }],
    ["a nameless item", { ...card, items: [{ title: null, quantity: 1 }] }],
    ["an item that is none", { ...card, items: [null] }],
    ["no total", { ...card, total: null }],
    ["no amount", { ...card, total: { amount: "much", currency: "EUR" } }],
    ["no currency", { ...card, total: { amount: "1", currency: "<script>" } }],
    ["a step at no time", { ...card, tracking: [{ at: "x", step: "packed" }] }],
  ])("is none with %s", (_, given) => {
    expect(orderOf(given)).toBeNull();
  });
});
