import { describe, expect, test } from "vitest";
import { numeral, percent, sum } from "../../src/format/number";

describe("numbers", () => {
  test("in Persian have Persian digits", () => {
    expect(numeral(1042, "fa")).toBe("۱۰۴۲");
    expect(percent(0.93, "en")).toBe("93%");
  });

  test("of money have their currency's decimals", () => {
    expect(sum("1250000", "IRR", "en")).toBe("1,250,000");
    expect(sum("1250000", "IRR", "fa")).toBe("۱٬۲۵۰٬۰۰۰");
    expect(sum("24.8", "EUR", "en")).toBe("24.80");
    expect(sum("31", "EUR", "fa")).toBe("۳۱٫۰۰");
    expect(sum("n/a", "EUR", "en")).toBe("n/a");
  });
});
