// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import {
  attributesOf,
  isWrong,
  PLAIN,
  pageOf,
  type TagDraft,
  tagOf,
} from "../../../src/model/installation/tag";

const ORIGIN = "https://help.shop.example";
const draft = (changes: Partial<TagDraft>): TagDraft => ({ ...PLAIN, ...changes });

/** The tag as a browser reads it. */
function read(html: string): HTMLScriptElement {
  const page = new DOMParser().parseFromString(html, "text/html");
  const script = page.querySelector("script");
  if (!script || page.querySelectorAll("script").length !== 1) throw new Error(html);
  return script;
}

describe("the tag", () => {
  test("is the plain one where nothing is chosen", () => {
    expect(tagOf(ORIGIN, PLAIN)).toBe(`<script src="${ORIGIN}/widget.js" defer></script>`);
  });

  test("bears what is chosen", () => {
    const { dataset } = read(
      tagOf(
        ORIGIN,
        draft({
          ...{ language: "fa", theme: "auto", side: "left", color: "#7a2e5d", radius: "4" },
          ...{ logo: "https://shop.example/a.svg?b&c", greetingEn: 'Hi "you"', greetingFa: "سلام" },
          ...{ hours: "Sat-Wed 09:00-18:00, Thu 09:00-13:00", timezone: "Asia/Tehran" },
        }),
      ),
    );
    expect({ ...dataset }).toEqual({
      ...{ language: "fa", theme: "auto", side: "left", color: "#7a2e5d", radius: "4" },
      logo: "https://shop.example/a.svg?b&c",
      greeting: '{"en":"Hi \\"you\\"","fa":"سلام"}',
      ...{ hours: "Sat-Wed 09:00-18:00, Thu 09:00-13:00", timezone: "Asia/Tehran" },
    });
  });

  test("holds one greeting for both languages", () => {
    expect(attributesOf(draft({ greetingEn: "Hi" }))).toEqual([["data-greeting", '{"/":"Hi"}']]);
  });

  test.each([
    ["color", "red"],
    ["radius", "33"],
    ["radius", "1.5"],
    ["logo", "javascript:alert(1)"],
    ["hours", "always"],
    ["hours", "09:00-18:00,"],
    ["hours", "Noo 09:00-18:00"],
    ["hours", "25:00-26:00"],
    ["timezone", "Asia/Nowhere"],
  ] as const)("leaves out what is wrong: %s %s", (field, text) => {
    const wrong = draft({ hours: "09:00-18:00", [field]: text });
    expect(isWrong(wrong, field)).toBe(true);
    expect(attributesOf(wrong).map(([name]) => name)).not.toContain(`data-${field}`);
  });

  test("needs no zone without hours, and no hours to be right", () => {
    expect(attributesOf(draft({ timezone: "Asia/Tehran" }))).toEqual([]);
    expect(isWrong(PLAIN, "hours")).toBe(false);
  });

  test("lets nothing out of its attributes", () => {
    const evil = `"></script><script>alert(1)</script><img src=x onerror=alert(2)>`;
    const page = pageOf(ORIGIN, draft({ greetingEn: evil, logo: `https://a/${evil}` }), "en", evil);
    expect(read(page).dataset.greeting).toContain("alert(1)");
    expect(new DOMParser().parseFromString(page, "text/html").querySelector("img")).toBeNull();
  });
});
