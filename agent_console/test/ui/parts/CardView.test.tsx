// @vitest-environment happy-dom
import type { OrderCard } from "@firuze/client";
import { afterEach, describe, expect, test } from "vitest";
import { CARDS, HOSTILE, KINDS, withText } from "../../../../client/test/cards";
import contracts from "../../../../contracts/events.schema.json";
import { language } from "../../../src/catalogue";
import { CardView } from "../../../src/ui/parts/CardView";
import { connected } from "../../scene";
import { clear, draw, one } from "../page";

afterEach(clear);

const STATES = contracts.$defs.OrderCard.properties.state.enum as OrderCard["state"][];

const order = (state: OrderCard["state"]): OrderCard => ({
  ...CARDS.order,
  state,
  expected_at: "2999-11-30T00:00:00",
  total: { amount: "1250000", currency: "IRR" },
  tracking: [{ step: "sorting_centre", at: "2026-11-03T10:00:00", place: null }],
});

describe.each(["en", "fa"] as const)("a card in %s", (reading) => {
  test.each(STATES)("of an order that is %s tells so in words", async (state) => {
    const { desk } = await connected();
    language.value = reading;
    await draw(desk, <CardView card={order(state)} />);
    const shown = one("order-card").textContent ?? "";
    expect(shown).toContain(reading === "fa" ? "۱۰۴۲" : "1042");
    expect(shown).toContain(reading === "fa" ? "جمع ۱۲۵٬۰۰۰ تومان" : "Total 125,000 tomans");
    expect(shown).not.toMatch(/[{}]|_/);
  });

  test.each(KINDS)("of kind %s has a word for all that is on it", async (kind) => {
    const { desk } = await connected();
    language.value = reading;
    await draw(desk, <CardView card={CARDS[kind]} />);
    const card = one(`${kind}-card`);
    expect(card.textContent).not.toMatch(/[{}_]|undefined|null|NaN/);
    for (const label of card.querySelectorAll("h4, a, button, .chip")) {
      expect(label.textContent?.trim()).not.toBe("");
    }
  });

  test.each(KINDS)("of kind %s shows what strangers wrote as text", async (kind) => {
    const { desk } = await connected();
    language.value = reading;
    await draw(desk, <CardView card={withText(CARDS[kind], "x")} />);
    const plain = one(`${kind}-card`).querySelectorAll("*").length;
    for (const text of HOSTILE) {
      await draw(desk, <CardView card={withText(CARDS[kind], text)} />);
      const card = one(`${kind}-card`);
      expect(card.querySelector("script, iframe, img, [onmouseover], [onerror]")).toBeNull();
      expect(card.querySelectorAll("*").length).toBeLessThanOrEqual(plain);
      expect(card.textContent).toContain(text);
    }
    expect(globalThis).not.toHaveProperty("pwned");
  });
});

test("what is on a card may be there twice", async () => {
  const { desk } = await connected();
  language.value = "en";
  const twice = { lines: ["Same", "Same"], items: Array(2).fill({ title: "Owl", quantity: 1 }) };
  await draw(desk, <CardView card={{ ...CARDS.return, ...twice }} />);
  expect(one("return-card").textContent?.match(/Same/g)).toHaveLength(2);
  expect(one("return-card").querySelectorAll("li")).toHaveLength(2);
});

test("an article's title is read aloud in its own language", async () => {
  const { desk } = await connected();
  language.value = "en";
  await draw(desk, <CardView card={{ ...CARDS.article, language: "fa" }} />);
  expect(one("article-card").querySelector("h4 span")?.getAttribute("lang")).toBe("fa");
});

test("a card's link opens in another tab, and nothing is loaded from the shop", async () => {
  const { desk } = await connected();
  for (const kind of ["product", "coupon", "return", "article"] as const) {
    await draw(desk, <CardView card={CARDS[kind]} />);
    const link = one(`${kind}-card`).querySelector("a");
    expect([link?.target, link?.rel]).toEqual(["_blank", "noopener noreferrer"]);
    expect(link?.getAttribute("href")).toMatch(/^(https:\/\/shop\.example\/|\/articles\/)/);
    expect(one(`${kind}-card`).querySelector("img")).toBeNull();
  }
});

test("a code in Latin letters stands from the left in a Persian card", async () => {
  const { desk } = await connected();
  language.value = "fa";
  await draw(desk, <CardView card={CARDS.coupon} />);
  expect(one("coupon-card").querySelector("code")?.dir).toBe("ltr");
});
