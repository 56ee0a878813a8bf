import { afterEach, describe, expect, it } from "vitest";
import { daysUntil, watchToday } from "../src";
import { Clock } from "./clock";

const zone = process.env.TZ;

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const inZone = (name: string) => {
  process.env.TZ = name;
};

describe("days until", () => {
  it("takes a date without a time as that day, wherever the reader is", () => {
    for (const name of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      inZone(name);
      expect(daysUntil("2026-11-22", Date.parse("2026-11-22T23:00"))).toBe(0);
      expect(daysUntil("2026-11-22", Date.parse("2026-11-22T01:00"))).toBe(0);
    }
  });

  it.each([
    ["Asia/Tehran", "2026-11-22T23:59", "2026-11-23T00:01", 1],
    ["Asia/Tehran", "2026-11-22T00:01", "2026-11-22T23:59", 0],
    ["Europe/Berlin", "2026-03-29T00:30", "2026-03-28T00:10", -1],
    ["Europe/Berlin", "2026-03-30T00:30", "2026-03-29T23:50", -1], // a day of 23 hours is between
    ["Europe/Berlin", "2026-03-30T00:30", "2026-03-28T23:50", -2],
    ["Europe/Berlin", "2026-10-25T00:10", "2026-10-25T23:50", 0], // a day of 25 hours
    ["Europe/Berlin", "2026-10-25T00:10", "2026-10-26T00:05", 1],
    ["America/Santiago", "2026-09-05T23:30", "2026-09-06T01:30", 1], // midnight itself is left out
  ])("in %s, from %s to %s", (name, now, at, days) => {
    inZone(name);
    expect(daysUntil(new Date(at).toISOString(), Date.parse(now))).toBe(days);
  });
});

describe("the watch of days", () => {
  const scene = (from: string) => {
    const start = Date.parse(from);
    const clock = new Clock();
    const days: number[] = [];
    let now = start;
    const stop = watchToday(
      (day) => days.push(day),
      clock,
      () => now,
    );
    return {
      days,
      stop,
      async elapse(milliseconds: number) {
        now += milliseconds;
        await clock.elapse(milliseconds);
      },
      sleep(milliseconds: number) {
        now += milliseconds;
      },
      clock,
    };
  };

  it("reports today at once, and the next day at midnight", async () => {
    inZone("Europe/Berlin");
    const { days, elapse } = scene("2026-11-22T23:59:30");
    expect(days).toHaveLength(1);
    await elapse(29_000);
    expect(days).toHaveLength(1);
    await elapse(1_000);
    expect(days).toEqual([days[0], (days[0] ?? 0) + 1]);
  });

  it("notices a day that began while the computer slept", async () => {
    const { days, sleep, elapse } = scene("2026-11-22T12:00:00");
    sleep(86_400_000);
    await elapse(60_000);
    expect(days).toEqual([days[0], (days[0] ?? 0) + 1]);
  });

  it("ends when it is stopped", async () => {
    const { days, stop, elapse } = scene("2026-11-22T23:59:30");
    stop();
    await elapse(60_000);
    expect(days).toHaveLength(1);
  });
});
