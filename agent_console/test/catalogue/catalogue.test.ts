import { afterEach, describe, expect, test } from "vitest";
import { fill, language, t } from "../../src/catalogue";
import en from "../../src/catalogue/en.json";
import fa from "../../src/catalogue/fa.json";

const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

afterEach(() => {
  language.value = "en";
});

describe("the catalogues", () => {
  test("say the same things in both languages", () => {
    expect(Object.keys(fa)).toEqual(Object.keys(en));
  });

  test.each(Object.keys(en) as (keyof typeof en)[])("%s has the same places", (key) => {
    expect(places(fa[key])).toEqual(places(en[key]));
    expect(fa[key].trim()).not.toBe("");
  });

  test("Persian uses its own letters and joins with ZWNJ", () => {
    const all = Object.values(fa).join(" ");
    expect(all).not.toMatch(/[يك]/); // the Arabic forms
    expect(all).not.toMatch(/[\u0600-\u06ff] (ها|های|ام|اید|اند)(?![\u0600-\u06ff])/);
    expect(all).not.toMatch(/(^| )(می|نمی) /);
  });

  test("numbers come in the digits of the language", () => {
    expect(t("time.minutes", { m: 12 })).toBe("12 min");
    language.value = "fa";
    expect(t("time.minutes", { m: 12 })).toBe("۱۲ دقیقه");
  });

  test("a key that only a newer gateway knows is shown as it is, and breaks nothing", () => {
    expect(t("card.state.lost_at_sea" as "card.state.placed")).toBe("lost at sea");
  });

  test("a place without a value stays visible", () => {
    expect(fill("{a} and {b}", { a: "x" }, "en")).toBe("x and {b}");
  });
});
