import { describe, expect, it } from "vitest";
import { translator } from "../src/catalogue";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";

type Texts = Record<string, string>;

const PARTS = import.meta.glob<Texts>("../src/parts/*/{en,fa}.json", {
  eager: true,
  import: "default",
});

/** The texts of the panel and of each of its parts, by name, in both languages. */
const CATALOGUES: [string, Texts, Texts][] = [
  ["panel", en, fa],
  ...Object.entries(PARTS)
    .filter(([path]) => path.endsWith("/en.json"))
    .map(([path, english]): [string, Texts, Texts] => [
      path.split("/").at(-2) ?? "",
      english,
      PARTS[path.replace("/en.json", "/fa.json")] ?? {},
    ]),
];

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each(CATALOGUES)("the catalogues of %s", (_name, english, persian) => {
  it("have the same keys in both languages", () => {
    expect(Object.keys(persian)).toEqual(Object.keys(english));
  });

  it("fill the same values into the same texts, and leave none empty", () => {
    for (const [key, text] of Object.entries(english)) {
      const other = persian[key] ?? "";
      expect(placeholders(other), key).toEqual(placeholders(text));
      expect(text.trim() && other.trim(), key).not.toBe("");
    }
  });

  it("write Persian with Persian letters", () => {
    for (const [key, text] of Object.entries(persian)) expect(text, key).not.toMatch(/[يكى]/);
  });

  it("give a key to one of the panel and the part, never to both", () => {
    if (english !== en) expect(Object.keys(english).filter((key) => key in en)).toEqual([]);
  });
});

describe("a text", () => {
  it("fills in values, and leaves what is not given", () => {
    const t = translator(en, "en");
    expect(t("with.agent", { name: "Sara" })).toBe("You're talking with Sara");
    expect(t("with.agent")).toBe("You're talking with {name}");
    expect(t("with.agent", { name: "سارا (۲)" })).toBe("You're talking with \u2068سارا (۲)\u2069");
    expect([t.has("error.timeout"), t.has("error.teleported"), t.has("toString")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
