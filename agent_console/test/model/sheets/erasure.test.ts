import { NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createErasure } from "../../../src/model/sheets/erasure";
import { KEPT } from "../../samples";

const refusal = (code: string) =>
  new RequestRefused({ code, message: "", id: null, data: { conversations: 1 } });

function begin(answer: () => Promise<typeof KEPT> = async () => KEPT, request?: string) {
  const asked: [string, boolean, ...string[]][] = [];
  const happened: string[] = [];
  const erasure = createErasure({
    api: {
      customerKept: async () => KEPT,
      eraseCustomer(id, underWay, because) {
        asked.push(because ? [id, underWay, because] : [id, underWay]);
        return answer();
      },
    },
    customer: "customer-1",
    request: request ?? null,
    onErased: () => void happened.push("erased"),
    onLoggedOut: () => void happened.push("out"),
  });
  return { erasure, asked, happened };
}

describe("erasing a customer", () => {
  test("tells what would go, and changes nothing by that", async () => {
    const { erasure, asked } = begin();
    expect(erasure.kept.value).toBeNull();
    await erasure.load();
    expect(erasure.kept.value).toEqual(KEPT);
    expect(asked).toEqual([]);
  });

  test("names the request by which the customer asks for it", async () => {
    const { erasure, asked } = begin(async () => KEPT, "request-1");
    await erasure.confirm();
    expect(asked).toEqual([["customer-1", false, "request-1"]]);
  });

  test("ends conversations under way only if that is meant", async () => {
    const { erasure, asked, happened } = begin();
    expect(await erasure.confirm()).toBe(true);
    erasure.setUnderWay(true);
    expect(await erasure.confirm()).toBe(true);
    expect(asked).toEqual([
      ["customer-1", false],
      ["customer-1", true],
    ]);
    expect(happened).toEqual(["erased", "erased"]);
  });

  test("is asked for once, however often the button is pressed", async () => {
    const { erasure, asked } = begin();
    expect(await Promise.all([erasure.confirm(), erasure.confirm()])).toEqual([true, false]);
    expect(asked).toHaveLength(1);
  });

  test("says why it was refused, and can be tried again", async () => {
    const answers = [refusal("under_way"), new NoAnswer("offline"), refusal("unauthenticated")];
    const { erasure, happened } = begin(() => {
      const error = answers.shift();
      return error ? Promise.reject(error) : Promise.resolve(KEPT);
    });
    expect(await erasure.confirm()).toBe(false);
    expect(erasure.problem.value).toEqual({ key: "error.under_way" });
    expect(await erasure.confirm()).toBe(false);
    expect(erasure.problem.value).toEqual({ key: "error.offline" });
    expect(await erasure.confirm()).toBe(false);
    expect(await erasure.confirm()).toBe(true);
    expect(erasure.problem.value).toBeNull();
    expect(happened).toEqual(["out", "erased"]);
  });
});
