import { NoAnswer, RequestRefused, type WaitingNow, type WaitsNow } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createWaits, promiseState } from "../../../src/model/waits/waits";
import { at, item, REST } from "../../samples";

const waiting = (promised: WaitingNow["promised"], alone = false): WaitingNow => ({
  item: item("a"),
  since: at(0),
  promised,
  alone,
});
const until = (end: string | null) => ({ low: 2, high: 5, until: end });

describe("a promise", () => {
  test.each([
    [waiting(null), "untold"],
    [waiting(until(at(9))), "kept"],
    [waiting(until(at(6))), "soon"],
    [waiting(until(at(4))), "slipped"],
    [waiting(until(null)), "slipped"],
    [waiting(until(at(4)), true), "alone"],
  ] as const)("%#: %s", (one, state) => {
    expect(promiseState(one, Date.parse(at(5)))).toBe(state);
  });
});

describe("the view of the queue", () => {
  const seen: WaitsNow = { waiting: [waiting(null)], kept: [], bots: REST };

  test("is kept while the next one fails, and says what is wrong", async () => {
    let answer = async () => seen;
    const model = createWaits(
      () => answer(),
      () => undefined,
    );
    await model.load();
    expect(model.waits.value).toEqual(seen);
    answer = async () => {
      throw new NoAnswer("offline");
    };
    await model.load();
    expect(model.waits.value).toEqual(seen);
    expect(model.problem.value).toEqual({ key: "error.offline" });
    answer = async () => seen;
    await model.load();
    expect(model.problem.value).toBeNull();
  });

  test("ends the session once the server has", async () => {
    let out = 0;
    const refusal = { code: "unauthenticated", message: "", id: null, data: {} };
    const model = createWaits(
      async () => {
        throw new RequestRefused(refusal);
      },
      () => {
        out += 1;
      },
    );
    await model.load();
    expect([out, model.problem.value]).toEqual([1, null]);
  });
});
