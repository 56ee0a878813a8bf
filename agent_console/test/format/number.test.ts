import { describe, expect, test } from "vitest";
import { numeral, percent } from "../../src/format/number";

describe("numbers", () => {
  test("in Persian have Persian digits", () => {
    expect(numeral(1042, "fa")).toBe("۱۰۴۲");
    expect(percent(0.93, "en")).toBe("93%");
  });
});
