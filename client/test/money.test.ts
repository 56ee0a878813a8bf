/** Money as the gateway's texts have it: both are held to the same cases. */
import { describe, expect, it } from "vitest";
import { money as cases } from "../../contracts/wording.json";
import { moneyText } from "../src";

const TOMANS = { en: "tomans", fa: "تومان" };

describe.each(["en", "fa"] as const)("money in %s", (language) => {
  it.each(cases)("has the right form for $amount $currency", (told) => {
    expect(moneyText(told, language, TOMANS[language])).toBe(told[language]);
  });
});
