// @vitest-environment happy-dom
import { readHours } from "@firuze/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asTextOn, contrast, textOn } from "../src/sdk/colors";
import { readContext } from "../src/sdk/context";
import { within } from "../src/sdk/hours";
import { looksOf, pictured } from "../src/sdk/looks";
import { greetingAt, readOptions } from "../src/sdk/options";

let words: string[];

beforeEach(() => {
  words = [];
  const note = (said: string) => void words.push(said);
  vi.spyOn(console, "warn").mockImplementation(note);
  vi.spyOn(console, "info").mockImplementation(note);
});

afterEach(() => void vi.restoreAllMocks());

describe("the tag's attributes", () => {
  it("are read", () => {
    const options = readOptions({
      side: "left",
      theme: "auto",
      color: "#FC0",
      colorDark: "#ffe680",
      radius: "0",
      logo: "/logo.svg",
      hours: "09:00-18:00",
      timezone: "Asia/Tehran",
      greeting: "Hello!",
    });
    expect(words).toEqual([]);
    expect(options).toMatchObject({
      side: "left",
      theme: "auto",
      color: "#FFCC00",
      colorDark: "#ffe680",
      radius: "0",
      timezone: "Asia/Tehran",
      greeting: [["/", { en: "Hello!", fa: "Hello!" }]],
    });
    expect(options.logo).toMatch(/\/logo.svg$/);
    expect(options.hours).toHaveLength(7);
  });

  it.each([
    [{ side: "middle" }, "data-side"],
    [{ theme: "" }, "data-theme"],
    [{ color: "red;} body{display:none" }, "data-color"],
    [{ colorDark: "#12345" }, "data-color-dark"],
    [{ radius: "33" }, "data-radius"],
    [{ radius: "-1" }, "data-radius"],
    [{ logo: "javascript:alert(1)" }, "data-logo"],
    [{ logo: "https://" }, "data-logo"],
    [{ greeting: "{oops" }, "data-greeting"],
    [{ greeting: '{"/": 7}' }, "data-greeting"],
    [{ greeting: '{"/": {}}' }, "data-greeting"],
    [{ hours: "always" }, "data-hours"],
    [{ hours: "Mon 25:00-26:00" }, "data-hours"],
    [{ timezone: "Asia/Nowhere" }, "data-timezone"],
  ])("are left out with a word when they are wrong: %j", (given, named) => {
    const options = readOptions(given as unknown as DOMStringMap);
    expect(Object.values(options).filter((value) => value !== undefined)).toEqual([]);
    expect(words).toHaveLength(1);
    expect(words[0]).toContain(`Firuze: ${named} `);
  });
});

it("leaves other scripts' attributes alone", () => {
  const foreign = {
    cfasync: "false",
    nscript: "beforeInteractive",
    constructor: "x",
    toString: "y",
  };
  expect(readOptions(foreign as unknown as DOMStringMap)).toEqual({});
  expect(words).toEqual([]);
});

describe("greetings by page", () => {
  const greetings =
    readOptions({
      greeting: JSON.stringify({
        "/": "Hello",
        "/basket": { en: "Shall we help?", fa: "کمکی از ما برمی‌آید؟" },
        "/basket/pay/": { fa: "پرداخت نشد؟" },
      }),
    }).greeting ?? [];

  it.each([
    ["/", "en", "Hello"],
    ["/books/1", "fa", "Hello"],
    ["/basket", "en", "Shall we help?"],
    ["/basket/", "fa", "کمکی از ما برمی‌آید؟"],
    ["/baskets", "en", "Hello"],
    ["/basket/pay/card", "en", "پرداخت نشد؟"],
  ] as const)("are those of the longest beginning: %s in %s", (path, language, text) => {
    expect(greetingAt(greetings, path, language)).toBe(text);
  });

  it("know a Persian path, as browsers give it and as people write it", () => {
    const written = readOptions({ greeting: '{"/کتاب‌ها": "Books"}' }).greeting ?? [];
    expect(greetingAt(written, encodeURI("/کتاب‌ها/۱"), "en")).toBe("Books");
    const given = readOptions({ greeting: `{"${encodeURI("/کتاب‌ها")}": "Books"}` }).greeting ?? [];
    expect(greetingAt(given, "/کتاب‌ها", "en")).toBe("Books");
    expect(greetingAt(given, "/%E0%A4%A", "en")).toBeUndefined();
  });

  it("may be given by language alone, and need not be for every page", () => {
    const both = readOptions({ greeting: '{"en": "Hi", "fa": "درود"}' }).greeting ?? [];
    expect(greetingAt(both, "/any", "fa")).toBe("درود");
    const few = readOptions({ greeting: '{"/basket": "Hi"}' }).greeting ?? [];
    expect(greetingAt(few, "/", "en")).toBeUndefined();
  });
});

describe("hours", () => {
  const at = (hours: string, when: string, zone = "Asia/Tehran") =>
    within(readHours(hours), zone, new Date(when));

  it.each([
    ["09:00-18:00", "2026-11-23T05:30:00Z", true], // 09:00 in Tehran
    ["09:00-18:00", "2026-11-23T05:29:00Z", false],
    ["09:00-18:00", "2026-11-23T14:30:00Z", false],
    ["Sat-Wed 09:00-18:00, Thu 09:00-13:00", "2026-11-28T08:00:00Z", true], // Saturday
    ["Sat-Wed 09:00-18:00, Thu 09:00-13:00", "2026-11-26T10:00:00Z", false], // Thursday, 13:30
    ["Sat-Wed 09:00-18:00, Thu 09:00-13:00", "2026-11-27T08:00:00Z", false], // Friday
    ["Sat 20:00-02:00", "2026-11-28T21:00:00Z", true], // Sunday, 00:30
    ["Sat 20:00-02:00", "2026-11-28T22:30:00Z", false],
    ["Mon 00:00-24:00", "2026-11-23T20:29:00Z", true],
    ["Mon 00:00-24:00", "2026-11-23T20:30:00Z", false],
  ])("%s at %s: %s", (hours, when, open) => {
    expect(at(hours, when)).toBe(open);
  });
});

describe("colours", () => {
  const BRANDS = ["#ffffff", "#ffd500", "#ff7a59", "#0a7a78", "#7a2e5d", "#767676", "#000000"];

  it.each(BRANDS)("%s has text on it, and becomes text, that can be read", (brand) => {
    expect(contrast(textOn(brand), brand)).toBeGreaterThanOrEqual(4.5);
    for (const ground of ["#ebebeb", "#343f41"]) {
      expect(contrast(asTextOn(brand, ground), ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("are the shop's own wherever they can be read", () => {
    expect(asTextOn("#7a2e5d", "#ebebeb")).toBe("#7a2e5d");
    expect(textOn("#7a2e5d")).toBe("#ffffff");
    expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
  });
});

describe("looks", () => {
  it("are the widget's own where the tag says nothing", () => {
    expect(looksOf({})).toBe("");
    expect(looksOf({ theme: "light" })).toBe("");
  });

  it("are dark at the visitor's wish, or always", () => {
    expect(looksOf({ theme: "auto" })).toMatch(/^@media\(prefers-color-scheme:dark\)/);
    expect(looksOf({ theme: "dark" })).toMatch(/^:host\{.*color-scheme:dark/);
  });

  it("let no address out of its quotes", () => {
    const { logo } = readOptions({ logo: 'https://shop.example/a?b=\\"),url(//evil.example)' });
    const css = pictured(logo as string);
    expect(css).toContain('url("https://shop.example/');
    expect(css).not.toMatch(/url\("[^"]*\\/);
  });
});

describe("the context", () => {
  it("is lines of text", () => {
    expect(readContext({ page: "Mugs", product: 7, cart: "1 × Tea" })).toEqual({
      page: "Mugs",
      product: "7",
      cart: ["1 × Tea"],
    });
    expect(readContext(null)).toEqual({ page: null, product: null, cart: [] });
    expect(words).toEqual([]);
  });

  it("is bounded, with a word", () => {
    const cart = Array.from({ length: 30 }, (_, index) => `book ${index}`);
    const read = readContext({ page: "😀".repeat(300), cart: [...cart], product: undefined });
    expect([...(read.page ?? "")]).toHaveLength(200);
    expect(read.cart).toHaveLength(20);
    expect(words).toHaveLength(1);
  });

  it.each(["text", 7, [], { cart: [{}] }, { page: () => "" }, { mood: "good" }])(
    "leaves out what is none: %s",
    (given) => {
      const { page, product, cart } = readContext(given);
      expect([page, product, cart]).toEqual([null, null, []]);
      expect(words.length).toBe(typeof given === "number" || Array.isArray(given) ? 0 : 1);
    },
  );
});
