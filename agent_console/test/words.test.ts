import { afterEach, describe, expect, test } from "vitest";
import { fill, language, t } from "../src/catalogue";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";
import { intentName, responseName, slotName, slotValue } from "../src/catalogue/names";
import { digits, grouped, numeral, percent } from "../src/format/number";
import { countdown, dayOf, daysUntil, longDate, wait, weekday } from "../src/format/time";
import { refusal } from "../src/model/parts/problems";
import { timeToCome } from "../src/ui/parts/words";

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

  test("a place without a value stays visible", () => {
    expect(fill("{a} and {b}", { a: "x" }, "en")).toBe("x and {b}");
  });
});

describe("names from outside", () => {
  test("what a slot holds is said in words where there are some", () => {
    language.value = "fa";
    expect(slotValue("order_purpose", "cancel")).toBe("سفارش را لغو کند");
    expect(slotValue("order_number", "FB-7")).toBe("FB-7");
  });

  test("are said in words where there are any, else made readable", () => {
    expect(intentName("order_status")).toBe("Order status");
    expect(intentName("gift_wrapping")).toBe("gift wrapping");
    expect(slotName("order_number")).toBe("Order number");
    expect(responseName("utter_return_policy")).toBe("Returns");
    expect(responseName("utter_order_delayed")).toBe("Order status: delayed");
  });
});

describe("numbers", () => {
  test("in Persian have Persian digits", () => {
    expect(numeral(1042, "fa")).toBe("۱۰۴۲");
    expect(percent(0.93, "en")).toBe("93%");
    expect(grouped("1250000", "en")).toBe("1,250,000");
    expect(grouped("1250000", "fa")).toBe("۱٬۲۵۰٬۰۰۰");
    expect(grouped("n/a", "en")).toBe("n/a");
    expect(digits("A-1042", "fa")).toBe("A-۱۰۴۲");
  });
});

describe("times", () => {
  const minutes = (n: number) => n * 60_000;

  test.each([
    [minutes(0.5), { key: "time.now" }],
    [minutes(5), { key: "time.minutes", params: { m: 5 } }],
    [minutes(60), { key: "time.hours_only", params: { h: 1 } }],
    [minutes(125), { key: "time.hours", params: { h: 2, m: 5 } }],
    [minutes(60 * 49), { key: "time.days", params: { d: 2 } }],
  ])("a wait of %i ms", (duration, told) => {
    expect(wait(duration)).toEqual(told);
  });

  test("a countdown tells seconds, and stops at nought", () => {
    const now = Date.parse("2026-11-22T10:00:00Z");
    expect(countdown("2026-11-22T10:00:30Z", now)).toEqual({
      key: "time.seconds",
      params: { s: 30 },
    });
    expect(countdown("2026-11-22T10:05:00Z", now)).toEqual({
      key: "time.minutes",
      params: { m: 5 },
    });
    expect(countdown("2026-11-22T09:59:00Z", now)).toEqual({
      key: "time.seconds",
      params: { s: 0 },
    });
  });

  test("a date without a time is that day, in the calendar of the language", () => {
    expect(longDate("2026-11-12", "en")).toBe("12 November 2026");
    expect(longDate("2026-11-12", "fa")).toBe("۲۱ آبان ۱۴۰۵");
  });

  test("days are named from where the reader is", () => {
    const now = new Date(2026, 10, 22, 9).getTime();
    const on = (day: number) => new Date(2026, 10, day, 23).toISOString();
    expect(dayOf(on(22), now, "en")).toEqual({ key: "time.today" });
    expect(dayOf(on(21), now, "en")).toEqual({ key: "time.yesterday" });
    expect(dayOf(on(1), now, "en")).toBe("1 November 2026");
  });
});

describe("a time to come", () => {
  const now = new Date(2026, 10, 22, 14).getTime();
  const on = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();

  test("is as short as it is clear", () => {
    expect(timeToCome(on(22, 15), now)).toBe("15:00");
    expect(timeToCome(on(23, 9), now)).toBe("tomorrow at 09:00");
    expect(timeToCome(on(25, 9), now)).toBe("25 Nov at 09:00");
  });

  test("comes in the calendar of the language", () => {
    language.value = "fa";
    expect(timeToCome(on(23, 9), now)).toBe("فردا ساعت ۰۹:۰۰");
    expect(timeToCome(on(25, 9), now)).toBe("۴ آذر ساعت ۰۹:۰۰");
    expect(weekday(on(25, 12), "fa")).toMatch(/چهارشنبه/);
  });

  test("counts days by the calendar, not by hours", () => {
    expect(daysUntil(on(23, 0), now)).toBe(1);
    expect(daysUntil(on(22, 23), now)).toBe(0);
  });
});

describe("refusals", () => {
  test("say what to do, and never nothing", () => {
    expect(refusal("not_owner")).toEqual({ key: "error.not_owner" });
    expect(refusal("rate_limited", { id: null, data: { retry_after: 2.5 } })).toEqual({
      key: "error.rate_limited",
      params: { seconds: 3 },
    });
    expect(refusal("internal", { id: "abc", data: {} })).toEqual({
      key: "error.internal",
      params: { id: "abc" },
    });
    expect(refusal("brand_new")).toEqual({ key: "error.unknown", params: { code: "brand_new" } });
  });
});
