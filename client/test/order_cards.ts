/** An order as the bot's cards tell of it. */
export const ORDER_CARD = {
  kind: "order",
  number: "1042",
  state: "shipped",
  placed_at: "2026-11-20T10:00:00Z",
  expected_at: null,
  items: [{ title: "A book", quantity: 1 }],
  total: { amount: "12.50", currency: "EUR" },
  tracking: [{ at: "2026-11-21T10:00:00Z", step: "packed", place: null }],
};
