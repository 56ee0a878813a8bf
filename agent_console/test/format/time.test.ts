import { describe, expect, test } from "vitest";
import { longDate } from "../../src/format/time";

describe("dates", () => {
  test("a date without a time is that day, in the calendar of the language", () => {
    expect(longDate("2026-11-12", "en")).toBe("12 November 2026");
    expect(longDate("2026-11-12", "fa")).toBe("۲۱ آبان ۱۴۰۵");
  });
});
