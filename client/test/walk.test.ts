import { describe, expect, it } from "vitest";
import { createWalk } from "../src";
import { Clock, settled } from "./clock";

/** A walk over `pages`: each says whether there is more, or fails. */
function scene(...pages: (boolean | Error)[]) {
  const clock = new Clock();
  const errors: unknown[] = [];
  let steps = 0;
  let taken = 0;
  const walk = createWalk({
    fetchPage: async () => {
      const page = pages[steps++] ?? false;
      if (page instanceof Error) throw page;
      return page;
    },
    take: (page) => {
      taken++;
      return page;
    },
    onError: (error) => errors.push(error),
    timers: clock,
  });
  return { walk, clock, errors, steps: () => steps, taken: () => taken };
}

describe("a walk", () => {
  it("goes on until there is no more", async () => {
    const { walk, steps } = scene(true, true, false);
    await walk.load();
    expect(steps()).toBe(3);
  });

  it("is one walk however often it is requested, and checks once more at its end", async () => {
    const { walk, steps } = scene();
    await Promise.all([walk.load(), walk.load(), walk.load()]);
    expect(steps()).toBe(2);
  });

  it("retries after a failure with back-off, and at once when asked", async () => {
    const { walk, clock, errors, steps } = scene(new Error("one"), new Error("two"));
    const loading = walk.load();
    await settled();
    await clock.elapse(1000);
    expect(errors).toHaveLength(2);
    void walk.load();
    await loading;
    expect(steps()).toBe(3);
    expect(clock.waiting).toBe(0);
  });

  it("keeps nothing and asks for nothing more once it is stopped", async () => {
    const { walk, steps, taken } = scene(true, true);
    const loading = walk.load();
    walk.stop();
    await loading;
    expect([steps(), taken()]).toEqual([1, 0]);
  });
});
