import { describe, expect, test } from "vitest";
import {
  daysToPick,
  presetTime,
  proposedTime,
  timesToPick,
} from "../../../src/model/sheets/snooze";

/** In the time zone of the machine that runs the tests, as the console goes by the agent's. */
const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);
const now = local(22, 14, 10).getTime();

describe("the times proposed", () => {
  test("are soon, a little later, and tomorrow at nine", () => {
    expect(presetTime("15m", now)).toEqual(local(22, 14, 25));
    expect(presetTime("1h", now)).toEqual(local(22, 15, 10));
    expect(presetTime("tomorrow", now)).toEqual(local(23, 9));
  });

  test("tomorrow is the next day of the calendar, at the end of a month too", () => {
    expect(presetTime("tomorrow", local(30, 23, 59).getTime())).toEqual(new Date(2026, 11, 1, 9));
  });
});

describe("a custom time", () => {
  test("is one of the half hours still to come", () => {
    const times = timesToPick(0, now);
    expect(times[0]).toEqual(local(22, 14, 30));
    expect(times.at(-1)).toEqual(local(22, 23, 30));
    expect(timesToPick(1, now)).toHaveLength(48);
  });

  test("is within two weeks, and today only while there is a time left", () => {
    expect(daysToPick(now).map(({ ahead }) => ahead)).toEqual([...Array(14).keys()]);
    expect(daysToPick(local(22, 23, 45).getTime())[0]?.ahead).toBe(1);
  });

  test("begins with the morning, or with the next half hour when that is past", () => {
    expect(proposedTime(0, now)).toEqual(local(22, 14, 30));
    expect(proposedTime(3, now)).toEqual(local(25, 9));
    expect(proposedTime(0, local(22, 23, 45).getTime())).toBeNull();
  });
});
