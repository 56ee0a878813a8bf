/** A card of every kind, with every field in use. */
import type { Card, CardOf } from "../src/cards";

const UNTIL = "2999-12-20T20:30:00Z";

export const CARDS: { [Kind in Card["kind"]]: CardOf<Kind> } = {
  order: {
    kind: "order",
    number: "1042",
    state: "shipped",
    placed_at: "2026-11-20T10:00:00Z",
    expected_at: null,
    items: [{ title: "A book", quantity: 1 }],
    total: { amount: "12.50", currency: "EUR" },
    tracking: [{ at: "2026-11-21T10:00:00Z", step: "packed", place: null }],
  },
  product: {
    kind: "product",
    title: "The Blind Owl",
    lines: ["Sadegh Hedayat", "Hardcover"],
    price: { amount: "12.50", currency: "EUR" },
    available: true,
    image: "https://shop.example/owl.jpg",
    link: "https://shop.example/owl",
  },
  article: {
    kind: "article",
    slug: "gift-cards",
    language: "en",
    title: "Gift cards",
    section: 2,
  },
  ticket: { kind: "ticket", number: 318, state: "answered", title: "A torn cover", until: UNTIL },
  coupon: {
    kind: "coupon",
    title: "A tenth off your next order",
    code: "SORRY-10",
    lines: ["One order only"],
    price: { amount: "50000", currency: "IRR" },
    until: UNTIL,
    link: "https://shop.example/coupons",
  },
  courier: {
    kind: "courier",
    order: "1042",
    state: "answered",
    title: "Peyk Express",
    lines: ["It is at the depot in Karaj"],
    until: UNTIL,
  },
  return: {
    kind: "return",
    order: "1042",
    state: "return_requested",
    items: [{ title: "A book", quantity: 1 }],
    lines: ["Put it into its own box"],
    code: "RET-77",
    until: UNTIL,
    link: "https://shop.example/labels/77?signature=abc",
  },
};

export const KINDS = Object.keys(CARDS) as Card["kind"][];

/** What strangers write into the fields of a card. */
export const HOSTILE = [
  "<script>globalThis.pwned = 1</script>",
  "<img src=x onerror='globalThis.pwned = 1'>",
  '" onmouseover="globalThis.pwned = 1" x="',
  "'><svg/onload=globalThis.pwned=1>",
  "javascript:globalThis.pwned=1",
  "{number} {date} {{7*7}}",
  "**bold** [link](javascript:globalThis.pwned=1)",
  "\u202egnp.exe",
  "__proto__",
  "a".repeat(200),
];

/** The card with the text in every field that holds words. */
export function withText(card: Card, text: string): Card {
  const items = [{ title: text, quantity: 1 }];
  const step = { at: "2026-11-21T10:00:00Z", step: text, place: { en: text, fa: text } };
  const hostile = { title: text, lines: [text], items, code: text, order: text, tracking: [step] };
  const own = Object.entries(hostile).filter(([field]) => field in card);
  if (card.kind === "order") own.push(["number", text as never]);
  return { ...card, ...Object.fromEntries(own) } as Card;
}
