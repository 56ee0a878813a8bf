import { type DayHours, digits } from "@firuze/client";
import { describe, expect, test } from "vitest";
import cases from "../../../contracts/wording.json";
import { longDate } from "../../src/format/time";
import { opensText, weekText } from "../../src/wording/hours";

describe.each(["en", "fa"] as const)("in %s, as the bot says it", (language) => {
  test.each(cases.digits)("the digits of $text", (told) => {
    expect(digits(told.text, language)).toBe(told[language]);
  });

  test.each(cases.dates)("the day $day", (told) => {
    expect(longDate(told.day, language)).toBe(told[language]);
  });

  test.each(cases.openings)("the opening $opens, from $now", (told) => {
    expect(opensText(told.opens, told.now, told.timezone, language)).toBe(told[language]);
  });

  test.each(cases.weeks)("the week $en", (told) => {
    expect(weekText(told.week as DayHours[], language)).toBe(told[language]);
  });
});
