import { describe, expect, it } from "vitest";
import { keysOf } from "../src/keys";

const named = (id: unknown) => ({ id, expires: 1, signature: "" }) as never;
const keys = (id: unknown) => keysOf("https://help.example", named(id));

describe("what the browser keeps", () => {
  it("is apart for each customer, whatever the shop calls them", () => {
    const ids = ["", "a", "a:b", "a%3Ab", "a:", ":a", "a%", 7, "é"];
    const all = ids.map(keys);
    for (const one of all) {
      expect(all.filter((other) => `${other}token`.startsWith(one))).toEqual([one]);
    }
  });

  it("belongs to a visitor when the page names nobody", () => {
    expect(keysOf("https://help.example", null)).toBe("firuze:https://help.example::");
    expect(keys(1042)).toBe(keys("1042"));
  });
});
