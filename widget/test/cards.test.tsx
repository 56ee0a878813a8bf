// @vitest-environment happy-dom
import { type AnyCard, type Card, dayNumber } from "@firuze/client";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CARDS, HOSTILE, KINDS, withText } from "../../client/test/cards";
import { type Texts, translator } from "../src/catalogue";
import { formatter } from "../src/format";
import { Card as CardPart, type CardsView } from "../src/parts/cards/Card";
import en from "../src/parts/cards/en.json";
import fa from "../src/parts/cards/fa.json";

const LANGUAGES = ["en", "fa"] as const;
const TODAY = dayNumber("2026-11-22T10:00:00");

function draw(card: AnyCard, language: "en" | "fa" = "en"): HTMLElement {
  const t = translator((language === "fa" ? fa : en) as unknown as Texts, language);
  const view = { t, language, today: TODAY, origin: "https://help.example" };
  const whole = { ...view, format: formatter(language) } as unknown as CardsView;
  render(null, document.body);
  render(<CardPart card={card} view={whole} />, document.body);
  return document.querySelector("article") as HTMLElement;
}

const linkOf = (card: HTMLElement) => card.querySelector("a");

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

describe.each(LANGUAGES)("a card in %s", (language) => {
  it.each(KINDS)("of kind %s has a word for all that is on it", (kind) => {
    const card = draw(CARDS[kind], language);
    expect(card.dataset.testid).toBe(`${kind}-card`);
    const told = card.textContent ?? "";
    expect(told).not.toMatch(/[{}_]|undefined|null|NaN/);
    for (const label of card.querySelectorAll("h3, a, button, .state")) {
      expect(label.textContent?.trim()).not.toBe("");
    }
  });

  it.each(KINDS)("of kind %s shows what strangers wrote as text", (kind) => {
    const plain = draw(withText(CARDS[kind], "x"), language).querySelectorAll("*").length;
    for (const text of HOSTILE) {
      const card = draw(withText(CARDS[kind], text), language);
      expect(card.querySelector("script, svg, iframe, [onmouseover], [onerror]")).toBeNull();
      expect(card.querySelectorAll("*").length).toBeLessThanOrEqual(plain);
      expect(card.textContent).toContain(text);
    }
    expect(globalThis).not.toHaveProperty("pwned");
  });
});

describe("what strangers wrote", () => {
  it("may be there twice", () => {
    const twice = { lines: ["Same", "Same"], items: Array(2).fill({ title: "Owl", quantity: 1 }) };
    const card = draw({ ...CARDS.return, ...twice } as Card);
    expect(card.textContent?.match(/Same/g)).toHaveLength(2);
    expect(card.querySelectorAll("li")).toHaveLength(2);
    const [step] = CARDS.order.tracking ?? [];
    const tracking = [step, { ...step, step: "sorting_centre" }];
    expect(draw({ ...CARDS.order, tracking } as Card).querySelectorAll(".steps li")).toHaveLength(
      2,
    );
  });

  it("stays apart from what stands beside it", () => {
    const place = { en: "\u202eTehran", fa: "تهران" };
    const tracking = [{ at: "2026-11-21T10:00:00Z", step: "packed", place }];
    expect(draw({ ...CARDS.order, tracking }).querySelector("li bdi")?.textContent).toBe(place.en);
  });

  it("is read aloud in an article's own language", () => {
    const persian = { ...CARDS.article, language: "fa", title: "کارت هدیه" } as Card;
    expect(draw(persian).querySelector("h3 span")?.getAttribute("lang")).toBe("fa");
    expect(draw(CARDS.product).querySelector("h3 span")?.hasAttribute("lang")).toBe(false);
  });
});

describe("a product's card", () => {
  it("shows its picture in a place of its own, and tells the picture's server nothing", () => {
    const picture = draw(CARDS.product).querySelector("img") as HTMLImageElement;
    expect(picture.getAttribute("src")).toBe("https://shop.example/owl.jpg");
    expect(picture.getAttribute("referrerpolicy")).toBe("no-referrer");
    expect(picture.getAttribute("alt")).toBe("");
  });

  it("keeps the place of a picture that does not come, and shows nothing there", () => {
    const picture = draw(CARDS.product).querySelector("img") as HTMLImageElement;
    picture.dispatchEvent(new Event("error"));
    expect(picture.isConnected).toBe(true);
    expect(picture.style.opacity).toBe("0");
  });

  it("says its price in the shop's currency, and whether it is there", () => {
    expect(draw(CARDS.product).textContent).toContain("€12.50");
    expect(draw(CARDS.product).textContent).toContain("In stock");
    const gone = draw({ ...CARDS.product, available: false }, "fa");
    expect(gone.textContent).toContain("ناموجود");
    expect(draw({ ...CARDS.product, available: null }).querySelector(".state")).toBeNull();
  });

  it("shows rials as tomans, on an order too", () => {
    const price = { amount: "2400000", currency: "IRR" };
    expect(draw({ ...CARDS.product, price }).textContent).toContain("240,000 tomans");
    expect(draw({ ...CARDS.product, price }, "fa").textContent).toContain("۲۴۰٬۰۰۰ تومان");
    const total = draw({ ...CARDS.order, total: price }, "fa").textContent;
    expect(total).toContain("جمع۲۴۰٬۰۰۰ تومان");
  });

  it("may be a title alone", () => {
    const bare = { kind: "product", title: "Owl", lines: [] } as const;
    expect(draw(bare).textContent).toBe("Owl");
  });
});

describe("a code", () => {
  const told = (card: HTMLElement) => card.querySelector("[role=status]")?.textContent;
  const press = (card: HTMLElement) => act(() => card.querySelector("button")?.click());

  it("is copied by a button, which says so", async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    const card = draw(CARDS.coupon);
    expect(told(card)).toBe("");
    await press(card);
    expect(writeText).toHaveBeenCalledExactlyOnceWith("SORRY-10");
    await vi.waitFor(() => expect(told(card)).toBe("Copied"));
  });

  it("can be copied by hand where the browser refuses", async () => {
    vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.reject(new Error()) } });
    const card = draw(CARDS.return, "fa");
    await press(card);
    await vi.waitFor(() => expect(told(card)).toContain("کپی کنید"));
  });

  it("in Latin letters stands from the left in a Persian card", () => {
    expect(draw(CARDS.coupon, "fa").querySelector("code")?.dir).toBe("ltr");
    expect(draw({ ...CARDS.coupon, code: "ده‌درصد" }, "fa").querySelector("code")?.dir).toBe("rtl");
  });
});

describe("a card's link", () => {
  it("leads to the shop, to an article or to a label, in another tab", () => {
    for (const [kind, address] of [
      ["product", "https://shop.example/owl"],
      ["coupon", "https://shop.example/coupons"],
      ["article", "https://help.example/articles/gift-cards#s2"],
      ["return", "https://shop.example/labels/77?signature=abc"],
    ] as const) {
      const link = linkOf(draw(CARDS[kind]));
      expect(link?.getAttribute("href")).toBe(address);
      expect([link?.target, link?.rel]).toEqual(["_blank", "noopener"]);
    }
    expect(linkOf(draw(CARDS.order))).toBeNull();
  });

  it("names the article's language where it is another", () => {
    const persian = { ...CARDS.article, language: "fa" } as Card;
    expect(linkOf(draw(CARDS.article))?.textContent).toBe("Read the whole article");
    expect(linkOf(draw(persian))?.textContent).toBe("Read the whole article (in Persian)");
    expect(linkOf(draw(persian, "fa"))?.textContent).toBe("متن کامل مطلب");
  });
});

describe("a card's term", () => {
  it("is in the reader's calendar and digits", () => {
    expect(draw(CARDS.coupon).textContent).toContain("Valid until 20 December");
    expect(draw(CARDS.coupon, "fa").textContent).toMatch(/اعتبار تا .*[۰-۹]+/);
  });

  it("is told as over once it is", () => {
    const card = draw({ ...CARDS.coupon, until: "2026-11-20T10:00:00Z" });
    expect(card.querySelector(".state")?.textContent).toBe("Expired");
  });
});
