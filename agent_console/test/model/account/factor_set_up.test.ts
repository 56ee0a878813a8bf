import { NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import {
  createFactorSetUp,
  type FactorSetUpOptions,
} from "../../../src/model/account/factor_set_up";
import { BEGUN, CODES } from "../../samples";

const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });

function created(more: Partial<FactorSetUpOptions> = {}) {
  let lost = 0;
  const given: [string, string][] = [];
  const setUp = createFactorSetUp({
    begin: async () => BEGUN,
    async confirm(sealed, code) {
      given.push([sealed, code]);
      return CODES;
    },
    onLost: () => {
      lost += 1;
    },
    ...more,
  });
  return { setUp, given, lost: () => lost };
}

describe("setting up the second step", () => {
  test("shows the secret, takes the app's first code, and ends with recovery codes", async () => {
    const { setUp, given } = created();
    expect(setUp.state.value).toBe("beginning");
    await setUp.begin();
    expect([setUp.state.value, setUp.begun.value]).toEqual(["scanning", BEGUN]);
    await setUp.confirm("123456");
    expect(given).toEqual([[BEGUN.sealed, "123456"]]);
    expect([setUp.state.value, setUp.codes.value]).toEqual(["codes", CODES]);
    expect(setUp.begun.value).toBeNull(); // the secret is nowhere on the page any more
  });

  test("asks for a code before it asks the gateway", async () => {
    const { setUp, given } = created();
    await setUp.confirm("123456");
    await setUp.begin();
    await setUp.confirm(" ");
    expect(setUp.problem.value).toEqual({ key: "step.code.missing" });
    expect(given).toEqual([]);
  });

  test("keeps the picture when a code is wrong or the line is dead", async () => {
    for (const [error, key] of [
      [refusal("code_wrong"), "error.code_wrong"],
      [new NoAnswer("offline"), "error.offline"],
    ] as const) {
      const { setUp, lost } = created({ confirm: () => Promise.reject(error) });
      await setUp.begin();
      await setUp.confirm("123456");
      expect([setUp.state.value, setUp.problem.value]).toEqual(["scanning", { key }]);
      expect([setUp.busy.value, lost()]).toEqual([false, 0]);
    }
  });

  test("starts again when it has taken too long", async () => {
    const { setUp } = created({ confirm: () => Promise.reject(refusal("set_up_expired")) });
    await setUp.begin();
    await setUp.confirm("123456");
    expect(setUp.state.value).toBe("beginning");
    expect(setUp.problem.value).toEqual({ key: "error.set_up_expired" });
  });

  test.each(["step_expired", "unauthenticated"])("gives up without a session: %s", async (code) => {
    const { setUp, lost } = created({ begin: () => Promise.reject(refusal(code)) });
    await setUp.begin();
    expect([setUp.problem.value, lost()]).toEqual([null, 1]);
  });

  test("is asked once, however often it is clicked", async () => {
    const { setUp, given } = created();
    await setUp.begin();
    await Promise.all([setUp.confirm("123456"), setUp.confirm("123456")]);
    expect(given.length).toBe(1);
  });
});
