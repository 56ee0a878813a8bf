import { describe, expect, test } from "vitest";
import { daysUntil, longDate } from "../../src/format/time";

describe("dates", () => {
  test("a date without a time is that day, in the calendar of the language", () => {
    expect(longDate("2026-11-12", "en")).toBe("12 November 2026");
    expect(longDate("2026-11-12", "fa")).toBe("۲۱ آبان ۱۴۰۵");
  });

  test("days are counted by the calendar, not by hours", () => {
    const now = new Date(2026, 10, 22, 14).getTime();
    const on = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    expect(daysUntil(on(23, 0), now)).toBe(1);
    expect(daysUntil(on(22, 23), now)).toBe(0);
  });
});
