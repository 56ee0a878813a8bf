import { NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createForgotten } from "../../../src/model/account/forgotten";

const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });

describe("a forgotten password", () => {
  test("is reported by address, in the language of the page", async () => {
    const asked: unknown[] = [];
    const forgotten = createForgotten({
      forgottenPassword: async (...words) => void asked.push(words),
    });
    await forgotten.ask(" sara@shop.example ", "fa");
    expect(asked).toEqual([["sara@shop.example", "fa"]]);
    expect(forgotten.asked.value).toBe("sara@shop.example");
    expect([forgotten.busy.value, forgotten.problem.value]).toEqual([false, null]);
  });

  test("without an address no request is sent", async () => {
    const forgotten = createForgotten({
      forgottenPassword: () => Promise.reject(new Error("asked")),
    });
    await forgotten.ask("sara", "en");
    expect(forgotten.problem.value).toEqual({ key: "forgotten.missing" });
    expect(forgotten.asked.value).toBeNull();
  });

  test.each([
    [refusal("mail_not_set_up"), "forgotten.no_mail"],
    [refusal("rate_limited"), "error.rate_limited_soon"],
    [new NoAnswer("offline"), "error.offline"],
  ])("%o is said, and promises no mail", async (error, key) => {
    const forgotten = createForgotten({ forgottenPassword: () => Promise.reject(error) });
    await forgotten.ask("sara@shop.example", "en");
    expect(forgotten.problem.value?.key).toBe(key);
    expect([forgotten.asked.value, forgotten.busy.value]).toEqual([null, false]);
  });
});
