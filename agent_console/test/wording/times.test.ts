import { dayNumber } from "@firuze/client";
import { afterEach, describe, expect, test } from "vitest";
import { language } from "../../src/catalogue";
import { weekday } from "../../src/format/time";
import { countdown, dayOf, timeToCome, wait } from "../../src/wording/times";

afterEach(() => {
  language.value = "en";
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

  test("a countdown shows seconds, and stops at zero", () => {
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

  test("days are named from where the reader is", () => {
    const today = dayNumber(new Date(2026, 10, 22, 9).getTime());
    const on = (day: number) => new Date(2026, 10, day, 23).toISOString();
    expect(dayOf(on(22), today, "en")).toEqual({ key: "time.today" });
    expect(dayOf(on(21), today, "en")).toEqual({ key: "time.yesterday" });
    expect(dayOf(on(1), today, "en")).toBe("1 November 2026");
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
});
