// @vitest-environment happy-dom
import fc from "fast-check";
import { render } from "preact";
import { afterEach, describe, expect, it } from "vitest";
import { type Language, type Read, readLinks, readMarkup, Said } from "../../src";

function show(text: string, read: Read = readMarkup, language: Language = "en"): HTMLElement {
  render(<Said text={text} language={language} read={read} />, document.body);
  return document.querySelector(".text") as HTMLElement;
}

afterEach(() => render(null, document.body));

describe("a message", () => {
  it("shows what was marked, and keeps the rest as typed", () => {
    const shown = show("**Bold**, *soft* and `x < y`\n- one\n- two");
    expect(shown.querySelector("strong")?.textContent).toBe("Bold");
    expect(shown.querySelector("em")?.textContent).toBe("soft");
    expect(shown.querySelector("code")?.textContent).toBe("x < y");
    expect([...shown.querySelectorAll("li")].map((item) => item.textContent)).toEqual([
      "one",
      "two",
    ]);
  });

  it("of a customer has links alone", () => {
    const text = "**see** https://a.example/b\n\n- <b>&amp;</b>";
    const shown = show(text, readLinks);
    expect(shown.textContent).toBe(text);
    expect(shown.querySelectorAll("strong, ul, b")).toHaveLength(0);
    expect(shown.querySelector("a")?.getAttribute("href")).toBe("https://a.example/b");
  });

  it("has each paragraph in the direction of most of its letters", () => {
    const shown = show("In our article:\n\nPayPal هم قبول می‌کنیم\n\n1. یک\n2. دو");
    const blocks = [...shown.children] as HTMLElement[];
    expect(blocks.map(({ tagName, dir }) => `${tagName} ${dir}`)).toEqual([
      "P ltr",
      "P rtl",
      "OL rtl",
    ]);
  });

  it("has code from left to right, without marks that reverse it", () => {
    const shown = show("کد: `a\u202eb`\n```\nx\u2066y\n```", readMarkup, "fa");
    const codes = [...shown.querySelectorAll("code")].map(({ textContent }) => textContent);
    expect(codes).toEqual(["ab", "xy"]);
    expect(shown.querySelector("pre")?.dir).toBe("ltr");
  });

  it("opens links elsewhere, and gives nothing of the page away", () => {
    const [link] = show("https://a.example/b").querySelectorAll("a");
    expect(link?.target).toBe("_blank");
    expect(link?.rel).toBe("noopener noreferrer nofollow");
    expect(link?.dir).toBe("ltr");
  });

  it("tells where words over a link lead", () => {
    expect(show("[bank.example\u202e](https://evil.example/in)").textContent).toBe(
      "bank.example (evil.example)",
    );
    expect(show("[write](mailto:a@b.example)").textContent).toBe("write (mailto:a@b.example)");
  });

  it("is the same however its letters were composed", () => {
    expect(show("Cafe\u0301 ا\u0653").textContent).toBe("Café آ");
  });

  it.each([
    ["👍", true],
    ["👩‍👩‍👧 ❤️", true],
    ["🇮🇷", true],
    ["👍 ok", false],
    ["12", false],
    ["", false],
    ["👍".repeat(40), false],
  ])("of a few emoji alone is large: %s", (text, large) => {
    expect(show(text).classList.contains("large")).toBe(large);
  });

  it("has only elements that do nothing, whatever was typed", () => {
    const parts = ["<img src=x onerror=x>", "[a](https://a.example)", "**", "`", "```\n", "\n- "];
    const anything = fc.oneof(
      fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((each) => each.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        for (const element of show(text).querySelectorAll("*")) {
          expect(element.tagName).toMatch(/^(P|A|SMALL|STRONG|EM|CODE|PRE|UL|OL|LI)$/);
          for (const name of element.getAttributeNames()) {
            expect(name).toMatch(/^(dir|href|target|rel|value)$/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
