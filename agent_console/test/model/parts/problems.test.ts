import { describe, expect, test } from "vitest";
import { refusal } from "../../../src/model/parts/problems";

describe("refusals", () => {
  test("say what to do, and never nothing", () => {
    expect(refusal("not_owner")).toEqual({ key: "error.not_owner" });
    expect(refusal("rate_limited", { id: null, data: { retry_after: 2.5 } })).toEqual({
      key: "error.rate_limited",
      params: { seconds: 3 },
    });
    expect(refusal("internal", { id: "abc", data: {} })).toEqual({
      key: "error.internal",
      params: { id: "abc" },
    });
    expect(refusal("password_short", { id: null, data: { least: 12 } })).toEqual({
      key: "error.password_short",
      params: { least: 12 },
    });
    expect(refusal("password_guessable", { id: null, data: { why: "date" } })).toEqual({
      key: "error.password_guessable.date",
    });
    expect(refusal("password_guessable", { id: null, data: { why: "brand_new" } })).toEqual({
      key: "error.password_guessable.guessable",
    });
    expect(refusal("snooze_far", { id: null, data: { days: 90 } })).toEqual({
      key: "error.snooze_far",
      params: { days: 90 },
    });
    expect(refusal("brand_new")).toEqual({ key: "error.unknown", params: { code: "brand_new" } });
  });
});
