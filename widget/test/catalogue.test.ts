import { describe, expect, it } from "vitest";
import { translator } from "../src/catalogue";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the catalogues", () => {
  it("have the same keys in both languages", () => {
    expect(Object.keys(fa)).toEqual(Object.keys(en));
  });

  it("fill the same values into the same texts, and leave none empty", () => {
    for (const [key, text] of Object.entries(en)) {
      const persian = fa[key as keyof typeof fa];
      expect(placeholders(persian), key).toEqual(placeholders(text));
      expect(text.trim() && persian.trim(), key).not.toBe("");
    }
  });

  it("write Persian with Persian letters", () => {
    for (const [key, text] of Object.entries(fa)) expect(text, key).not.toMatch(/[يكى]/);
  });

  it("fill in values, and leave what is not given", () => {
    const t = translator(en, "en");
    expect(t("with.agent", { name: "Sara" })).toBe("You're talking with Sara");
    expect(t("with.agent")).toBe("You're talking with {name}");
    expect(t("with.agent", { name: "سارا (۲)" })).toBe("You're talking with \u2068سارا (۲)\u2069");
    expect([t.has("step.handed_over"), t.has("step.teleported"), t.has("toString")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
