import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatter } from "../src/format";

const en = formatter("en", "Asia/Tehran");
const fa = formatter("fa", "Asia/Tehran");
const AT = "2026-11-22T21:15:00Z"; // past midnight in Tehran

describe("a format", () => {
  it("writes times in the reader's zone and digits", () => {
    expect(en.time(AT)).toBe("00:45");
    expect(fa.time(AT)).toBe("۰۰:۴۵");
  });

  describe("of dates", () => {
    beforeEach(() => void vi.useFakeTimers({ now: new Date(AT), toFake: ["Date"] }));
    afterEach(() => void vi.useRealTimers());

    it("writes them in the reader's calendar", () => {
      expect(en.date(AT)).toBe("23 November");
      expect(fa.date(AT)).toBe("۲ آذر");
    });

    it("adds the year where the reader's calendar has another", () => {
      const january = "2027-01-22T21:15:00Z"; // still 1405 in Iran
      expect(en.date(january)).toBe("23 January 2027");
      expect(fa.date(january)).toBe("۳ بهمن");
      expect(fa.date("2027-03-25T10:00:00Z")).toBe("۵ فروردین ۱۴۰۶");
    });
  });

  it("writes an identifying number without grouping", () => {
    expect(fa.digits("#10420")).toBe("#۱۰۴۲۰");
    expect(en.digits("10420")).toBe("10420");
    expect(fa.number(4000)).toBe("۴٬۰۰۰");
  });
});
