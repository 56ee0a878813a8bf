import { describe, expect, test } from "vitest";
import { readHours } from "../src/hours";

const HOUR = 60;
const DAY = 24 * HOUR;

describe("hours", () => {
  test.each([
    ["Mon 09:00-18:00", [[DAY + 9 * HOUR, DAY + 18 * HOUR]]],
    ["mon 9:00-18:30", [[DAY + 9 * HOUR, DAY + 18 * HOUR + 30]]],
    ["Sat 20:00-02:00", [[6 * DAY + 20 * HOUR, 7 * DAY + 2 * HOUR]]],
    [
      "Sat-Sun 00:00-24:00 , Wed 08:00-09:00",
      [
        [6 * DAY, 7 * DAY],
        [0, DAY],
        [3 * DAY + 8 * HOUR, 3 * DAY + 9 * HOUR],
      ],
    ],
  ] as const)("are read: %s", (text, spans) => {
    expect(readHours(text)).toEqual(spans);
  });

  test("are those of each day where none is named", () => {
    expect(readHours("10:00-16:00")).toHaveLength(7);
  });

  test.each([
    "",
    "always",
    "09:00-18:00,",
    "Noo 09:00-18:00",
    "Mon-Fry 09:00-18:00",
    "24:00-25:00",
    "09:00-24:01",
    "09:60-18:00",
    "Mon 09:00",
  ])("are not in “%s”", (text) => {
    expect(() => readHours(text)).toThrow();
  });
});
