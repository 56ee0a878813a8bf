import type { DayHours } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { opensText, weekText } from "../../src/wording/hours";
import { type Reply, replyText } from "../../src/wording/replies";
import { suggestion } from "../samples";

describe("a shop's hours in words", () => {
  const SPEAKERS = { agent: "Sara", name: null };
  const day = (each: number, ...intervals: [string, string][]): DayHours => ({
    day: each,
    intervals,
  });
  const WEEK = [
    ...[0, 1, 2].map((each) => day(each, ["09:00", "20:00"])),
    day(3, ["09:00", "13:00"], ["16:30", "21:00"]),
    day(4),
    ...[5, 6].map((each) => day(each, ["09:00", "20:00"])),
  ];
  const TEHRAN = "Asia/Tehran";
  const NOW = "2026-11-22T10:00:00+03:30"; // a Sunday

  const hours = (opening: Partial<Extract<Reply, { kind: "hours" }>["opening"]>): Reply => ({
    kind: "hours",
    opening: {
      now: NOW,
      open_now: false,
      closes_at: null,
      opens_at: null,
      holiday: null,
      ...opening,
    },
    week: WEEK,
    timezone: TEHRAN,
  });
  const first = (reply: Reply) => replyText(reply, suggestion(), SPEAKERS).split("\n")[0];

  test("group equal days, in the order of the language's week", () => {
    expect(weekText(WEEK, "en")).toBe(
      "Monday to Wednesday 09:00 to 20:00; Thursday 09:00 to 13:00 and 16:30 to 21:00; " +
        "Friday closed; Saturday to Sunday 09:00 to 20:00",
    );
    expect(weekText(WEEK, "fa")).toBe(
      "شنبه تا چهارشنبه ۹ تا ۲۰؛ پنجشنبه ۹ تا ۱۳ و ۱۶:۳۰ تا ۲۱؛ جمعه تعطیل",
    );
  });

  test.each([
    ["2026-11-22T16:00:00+03:30", "today at 16:00"],
    ["2026-11-23T09:00:00+03:30", "tomorrow at 09:00"],
    ["2026-11-26T09:00:00+03:30", "on Thursday at 09:00"],
    ["2026-12-03T09:00:00+03:30", "on Thursday, 3 December 2026, at 09:00"],
  ])("count days where the shop is: %s", (opens, told) => {
    expect(opensText(opens, NOW, TEHRAN, "en")).toBe(told);
  });

  test("say whether it is open, and until or from when", () => {
    const at = "2026-11-22T20:00:00+03:30";
    expect(first(hours({ open_now: true, closes_at: at }))).toBe(
      "We’re open right now, until 20:00.",
    );
    expect(first(hours({ open_now: true, closes_at: "2026-11-23T00:00:00+03:30" }))).toBe(
      "We’re open right now, until midnight.",
    );
    expect(first(hours({ open_now: true }))).toContain("around the clock");
    expect(first(hours({ opens_at: at }))).toBe(
      "We’re closed right now and open again today at 20:00.",
    );
    expect(first(hours({}))).toBe("We’re closed right now.");
    expect(first(hours({ opens_at: at, holiday: { en: "Nowruz", fa: "نوروز" } }))).toBe(
      "Today is Nowruz, so we’re closed. We open again today at 20:00.",
    );
  });
});
