import { describe, expect, test } from "vitest";
import { createTypingNotice } from "../src";
import { Clock } from "./clock";

describe("the typing notice", () => {
  test("is repeated while writing goes on, and ends when it pauses", async () => {
    const clock = new Clock();
    const told: boolean[] = [];
    const notice = createTypingNotice((active) => told.push(active), clock);
    notice.touch();
    notice.touch();
    expect(told).toEqual([true]);
    await clock.elapse(3_000);
    notice.touch();
    expect(told).toEqual([true, true]);
    await clock.elapse(5_000);
    expect(told).toEqual([true, true, false]);
  });

  test("ends at once when the message is sent, and is silent if nothing was written", () => {
    const told: boolean[] = [];
    const notice = createTypingNotice((active) => told.push(active), new Clock());
    notice.stop();
    expect(told).toEqual([]);
    notice.touch();
    notice.stop();
    expect(told).toEqual([true, false]);
  });
});
