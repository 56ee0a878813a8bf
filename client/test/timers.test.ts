import { describe, expect, it } from "vitest";
import { backOff } from "../src";

describe("a pause before the next attempt", () => {
  it("doubles up to the longest, of which half is certain", () => {
    const between = (attempt: number) =>
      [0, 1].map((chance) => backOff(attempt, 500, 4_000, () => chance));
    expect([0, 1, 2, 3, 4, 99].map(between)).toEqual([
      [250, 500],
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
      [2_000, 4_000],
      [2_000, 4_000],
    ]);
  });

  it("differs from browser to browser", () => {
    const pauses = new Set(Array.from({ length: 50 }, () => backOff(3, 500, 4_000)));
    expect(pauses.size).toBeGreaterThan(40);
  });
});
