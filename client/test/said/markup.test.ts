import fc from "fast-check";
import { describe, expect, it } from "vitest";
import kinds from "../../../tests/hostile.json";
import { type Block, type Inline, readMarkup } from "../../src";
import { cost } from "../cost";

/** A tree in short: `<b>`, `<i>`, `<c>`, and links as `words→address`. */
function short(part: Inline): string {
  if (typeof part === "string") return part;
  if ("href" in part) return `${part.words ?? ""}→${part.href}`;
  const name = { strong: "b", em: "i", code: "c" }[part.as];
  return `<${name}>${part.of.map(short).join("")}</${name}>`;
}

const shorts = (of: Inline[]) => of.map(short).join("");

function blocks(text: string): string[] {
  return readMarkup(text).map((block) => {
    if (block.kind === "p") return shorts(block.of);
    if (block.kind === "pre") return `pre:${block.text}`;
    return `${block.kind}:${block.items.map(({ of, number }) => `${number} ${shorts(of)}`).join("|")}`;
  });
}

describe("emphasis", () => {
  it.each([
    ["a **bold** word", "a <b>bold</b> word"],
    ["__bold__ and _soft_ and *soft*", "<b>bold</b> and <i>soft</i> and <i>soft</i>"],
    ["***both***, really", "<b><i>both</i></b>, really"],
    ["**a *b* c**", "<b>a <i>b</i> c</b>"],
    ["**کتاب**ها رسید", "<b>کتاب</b>ها رسید"],
    ["«*بوف کور*»", "«<i>بوف کور</i>»"],
    ["**20% off**!", "<b>20% off</b>!"],
  ])("is found in %j", (text, shown) => {
    expect(blocks(text)).toEqual([shown]);
  });

  it.each([
    "3*4*5 = 60",
    "snake_case_name",
    "2 * 3 * 4",
    "a ** b ** c",
    "*open for ever",
    "**bold * soft",
    "****",
    "می_خواهم_بروم",
    "a*\nb*",
  ])("is none where %j was meant as typed", (text) => {
    expect(blocks(text)).toEqual([text]);
  });

  it("is typed as it is behind a backslash", () => {
    expect(blocks("\\*not soft\\* \\_nor this\\_")).toEqual(["*not soft* _nor this_"]);
    expect(blocks("C:\\temp")).toEqual(["C:\\temp"]);
  });
});

describe("code", () => {
  it("keeps every sign in it", () => {
    expect(blocks("type `**x** _y_`")).toEqual(["type <c>**x** _y_</c>"]);
    expect(blocks("``a ` b``")).toEqual(["<c>a ` b</c>"]);
    expect(blocks("a ` b")).toEqual(["a ` b"]);
    expect(blocks("`https://a.example/`")).toEqual(["<c>https://a.example/</c>"]);
  });

  it("stands in blocks of its own", () => {
    expect(blocks("Try:\n\n```js\n- **a**\n\n  b\n```\nDone")).toEqual([
      "Try:",
      "pre:- **a**\n\n  b",
      "Done",
    ]);
    expect(blocks("```\nnever closed")).toEqual(["```\nnever closed"]);
  });
});

describe("lists", () => {
  it("have items with marks or numbers", () => {
    expect(blocks("Bring:\n- a **bag**\n- the receipt\n\nBye")).toEqual([
      "Bring:",
      "ul:0 a <b>bag</b>|0 the receipt",
      "Bye",
    ]);
    expect(blocks("1. one\n2) two\n\n3. three")).toEqual(["ol:1 one|2 two|3 three"]);
    expect(blocks("۹. نه\n۱۰. ده")).toEqual(["ol:9 نه|10 ده"]);
    expect(blocks("7. seven")).toEqual(["ol:7 seven"]);
  });

  it("are none where no item begins", () => {
    for (const text of ["-5 degrees", "1984. A novel", "3.5 stars", "- ", "*bold* claim"]) {
      expect(readMarkup(text).map(({ kind }) => kind)).toEqual(["p"]);
    }
  });
});

describe("links with words of their own", () => {
  it("lead to the address in the brackets", () => {
    expect(blocks("see [our *page*](https://a.example/b_c_(d)).")).toEqual([
      "see our *page*→https://a.example/b_c_(d).",
    ]);
    expect(blocks("**[Write](mailto:help@shop.example)** or [call](tel:+982100000000)")).toEqual([
      "<b>Write→mailto:help@shop.example</b> or call→tel:+982100000000",
    ]);
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](data:text/html,x)",
    "[x](//a.example)",
    "[x](vbscript:x)",
    "[x]( https://)",
    "[https://bank.example](https://evil.example)",
  ])("are none in %j", (text) => {
    expect(blocks(text).join("")).not.toContain("→");
  });

  it("may contain the marks of emphasis in the address", () => {
    expect(blocks("https://a.example/_x_/*y*/z and *more*")).toEqual([
      "→https://a.example/_x_/*y*/z and <i>more</i>",
    ]);
  });
});

const SIGNS = ["*", "**", "_", "`", "```", "\n", "- ", "1. ", "[", "](", ")", "\\", " ", "a", "س"];
const ADDRESSES = [
  "https://a.example/b",
  "mailto:x@a.example",
  "tel:+98",
  "javascript:x",
  "\u202e",
];
const marked = fc
  .array(fc.constantFrom(...SIGNS, ...ADDRESSES), { maxLength: 60 })
  .map((signs) => signs.join(""));
const anything = fc.oneof(marked, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));

function flat(all: readonly Block[]): string {
  const plain = (of: Inline[]): string =>
    of
      .map((part) =>
        typeof part === "string"
          ? part
          : "href" in part
            ? (part.words ?? "") + part.href
            : plain(part.of),
      )
      .join("");
  return all
    .map((block) => {
      if (block.kind === "pre") return block.text;
      if (block.kind === "p") return plain(block.of);
      return block.items.map(({ of, number }) => `${number || ""}${plain(of)}`).join("");
    })
    .join("");
}

/** Without what may be a mark, or has no appearance in an address. */
const words = (text: string) => text.replace(/[*_`\\[\]()\s.•-]|[\p{Cc}\p{Cf}]/gu, "");

describe("whatever was typed", () => {
  it("keeps all of its words, in order", () => {
    fc.assert(
      fc.property(marked, (text) => {
        expect(words(flat(readMarkup(text)))).toBe(words(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is a text without an end, and links to nowhere unsafe", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const found = JSON.stringify(readMarkup(text)).match(/"href":"[^"]*"/g) ?? [];
        for (const href of found) expect(href).toMatch(/"href":"(https?|mailto|tel):/i);
      }),
      { numRuns: 2_000 },
    );
  });

  const hostile: [string, [string, string, string]][] = [
    ...(Object.entries(kinds) as [string, [string, string, string]][]),
    ["labels", ["", "[a](", ""]],
    ["labels with links", ["", "[a](https://a.example", ")"]],
    ["code that never closes", ["", "` `` ", ""]],
    ["marks that open", ["", " *a _b **c __d", ""]],
    ["fences", ["", "```\n", ""]],
    ["items", ["", "- \n-", ""]],
    ["numbers", ["", "1. a\n", ""]],
  ];
  it.each(hostile)("takes linear time: %s", (_, [begins, repeats, ends]) => {
    const milliseconds = (length: number, enough: number) => {
      const text = begins + repeats.repeat(Math.ceil(length / repeats.length)) + ends;
      return cost(() => readMarkup(text), enough);
    };
    expect(milliseconds(4_000, 50)).toBeLessThanOrEqual(50);
    // Sixteen times the longest message: seconds, if any step looked at all that is left.
    expect(milliseconds(64_000, 1_000)).toBeLessThanOrEqual(1_000);
  });
});
