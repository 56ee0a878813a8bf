import { describe, expect, test } from "vitest";
import { grouped, numeral, percent } from "../../src/format/number";

describe("numbers", () => {
  test("in Persian have Persian digits", () => {
    expect(numeral(1042, "fa")).toBe("۱۰۴۲");
    expect(percent(0.93, "en")).toBe("93%");
    expect(grouped("1250000", "en")).toBe("1,250,000");
    expect(grouped("1250000", "fa")).toBe("۱٬۲۵۰٬۰۰۰");
    expect(grouped("n/a", "en")).toBe("n/a");
  });
});
