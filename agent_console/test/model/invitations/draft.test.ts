import { describe, expect, test } from "vitest";
import { emptyDraft, inviteOf, missing, toggled } from "../../../src/model/invitations/draft";

const FILLED = {
  ...emptyDraft("fa"),
  names: { en: " Omid ", fa: "" },
  email: " omid@shop.example ",
};

describe("the form of an invitation", () => {
  test.each([
    [{ names: { en: "  ", fa: "" } }, "error.name_missing"],
    [{ email: "" }, "forgotten.missing"],
    [{ languages: [] }, "error.language_missing"],
  ])("%o is not sent", (lack, key) => {
    expect(missing({ ...FILLED, ...lack })).toEqual({ key });
  });

  test("takes teams from the list and new ones, with commas of either language, once each", () => {
    const draft = { ...FILLED, teams: ["returns"], newTeams: "billing، returns ,, night watch" };
    expect(missing(draft)).toBeNull();
    expect(inviteOf(draft)).toEqual({
      names: { en: "Omid", fa: null },
      email: "omid@shop.example",
      role: "agent",
      language: "fa",
      languages: ["en", "fa"],
      teams: ["returns", "billing", "night watch"],
    });
  });

  test("ticks and unticks", () => {
    expect(toggled(["a"], "b", true)).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a", false)).toEqual(["b"]);
    expect(toggled(["a"], "a", true)).toEqual(["a"]);
  });
});
