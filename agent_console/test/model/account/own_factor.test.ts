import { RequestRefused, type SecondFactorState } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createOwnFactor, type OwnFactorOptions } from "../../../src/model/account/own_factor";
import { at, BEGUN, CODES } from "../../samples";

const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });
const OFF: SecondFactorState = { since: null, recovery_left: 0, demanded: false };
const ON: SecondFactorState = { since: at(0), recovery_left: 10, demanded: false };

async function created(now: SecondFactorState, more: Partial<OwnFactorOptions["api"]> = {}) {
  const asked: unknown[][] = [];
  const note =
    <T>(name: string, answer: T) =>
    async (...given: unknown[]): Promise<T> => {
      asked.push([name, ...given]);
      return answer;
    };
  let left = 0;
  const own = createOwnFactor({
    api: {
      secondFactor: async () => now,
      beginSecondFactor: note("begin", BEGUN),
      confirmSecondFactor: note("confirm", { codes: CODES }),
      renewRecoveryCodes: note("renew", { codes: CODES }),
      turnSecondFactorOff: note("off", undefined),
      ...more,
    },
    onChanged: () => undefined,
    onLoggedOut: () => {
      left += 1;
    },
  });
  await own.load();
  return { own, asked, left: () => left };
}

describe("the second step on one's own account page", () => {
  test("is set up by the password, an app's code, and kept recovery codes", async () => {
    const { own, asked } = await created(OFF);
    own.choose("set_up");
    await own.prove("secret", "", "fa");
    await own.setUp.value?.confirm("123456");
    expect(own.setUp.value?.codes.value).toEqual(CODES);
    await own.keep();
    expect(asked).toEqual([
      ["begin", "secret", "", "fa"],
      ["confirm", BEGUN.sealed, "123456"],
    ]);
    expect([own.move.value, own.setUp.value]).toEqual([null, null]);
    expect(own.done.value).toEqual({ key: "account.factor.done.on" });
  });

  test("that is on asks for a code as well", async () => {
    const { own, asked } = await created(ON);
    own.choose("turn_off");
    await own.prove("secret", " ", "en");
    expect(own.problem.value).toEqual({ key: "proof.missing" });
    await own.prove("secret", "123456", "en");
    expect(asked).toEqual([["off", "secret", "123456"]]);
    expect([own.move.value, own.done.value]).toEqual([null, { key: "account.factor.done.off" }]);
  });

  test("renews recovery codes, which are on the page until they are kept", async () => {
    const { own } = await created(ON);
    own.choose("renew");
    await own.prove("secret", "123456", "en");
    expect(own.renewed.value).toEqual(CODES);
    await own.keep();
    expect([own.renewed.value, own.done.value]).toEqual([
      [],
      { key: "account.factor.done.renewed" },
    ]);
  });

  test("says what is wrong, and forgets it with the next choice", async () => {
    const { own, left } = await created(ON, {
      turnSecondFactorOff: () => Promise.reject(refusal("password_wrong")),
    });
    own.choose("turn_off");
    await own.prove("wrong", "123456", "en");
    expect([own.move.value, own.problem.value]).toEqual([
      "turn_off",
      { key: "error.password_wrong" },
    ]);
    own.choose(null);
    expect([own.problem.value, own.done.value, left()]).toEqual([null, null, 0]);
  });

  test("is left when the session has ended", async () => {
    const { left } = await created(ON, {
      secondFactor: () => Promise.reject(refusal("unauthenticated")),
    });
    expect(left()).toBe(1);
  });
});
