import { NoAnswer, RequestRefused } from "@firuze/client";
import { expect, test } from "vitest";
import { createAttempts } from "../../../src/model/account/attempts";

test("one at a time, and what is wrong is said until the next", async () => {
  const { make, busy, problem } = createAttempts(() => undefined);
  let made = 0;
  const work = async () => {
    made += 1;
  };
  expect(await Promise.all([make(work), make(work)])).toEqual([true, false]);
  expect(made).toBe(1);
  expect(await make(() => Promise.reject(new NoAnswer("offline")))).toBe(false);
  expect([problem.value, busy.value]).toEqual([{ key: "error.offline" }, false]);
  await make(work);
  expect(problem.value).toBeNull();
});

test("a session that has ended is left, and is no problem of the page", async () => {
  let left = 0;
  const { make, problem } = createAttempts(() => {
    left += 1;
  });
  const ended = new RequestRefused({ code: "unauthenticated", message: "", id: null, data: {} });
  expect(await make(() => Promise.reject(ended))).toBe(false);
  expect([left, problem.value]).toEqual([1, null]);
});
