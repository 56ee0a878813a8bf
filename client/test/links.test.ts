import { describe, expect, it } from "vitest";
import { linkify } from "../src";

const hrefs = (text: string) =>
  linkify(text).flatMap((part) => (typeof part === "string" ? [] : [part.href]));

/** The parts as the page shows them. */
const shown = (text: string) =>
  linkify(text)
    .map((part) => (typeof part === "string" ? part : part.href))
    .join("");

describe("links", () => {
  it("are separate from the text around them", () => {
    expect(linkify("see https://shop.example/a?b=c#d now")).toEqual([
      "see ",
      { href: "https://shop.example/a?b=c#d" },
      " now",
    ]);
    expect(linkify("no link here")).toEqual(["no link here"]);
    expect(linkify("")).toEqual([]);
  });

  it.each([
    ["(https://a.example/b)", "https://a.example/b"],
    ["https://wiki.example/Go_(game)", "https://wiki.example/Go_(game)"],
    ["(as in https://wiki.example/Go_(game))", "https://wiki.example/Go_(game)"],
    ["https://a.example/b.", "https://a.example/b"],
    ["اینجا: https://a.example/b؟", "https://a.example/b"],
    ["«https://a.example/b»", "https://a.example/b"],
    ["https://a.example/b...", "https://a.example/b"],
    ["[https://a.example/x[1]]", "https://a.example/x[1]"],
    ["HTTPS://A.example/b", "HTTPS://A.example/b"],
    ["<https://a.example/b>", "https://a.example/b"],
  ])("end where the sentence goes on: %s", (text, href) => {
    expect(hrefs(text)).toEqual([href]);
    expect(shown(text)).toBe(text);
  });

  it.each([
    "javascript:alert(1)",
    "ftp://a.example",
    "data:text/html,x",
    "https://",
    "http://.",
    "//a.example",
  ])("are web addresses only, not %s", (text) => {
    expect(linkify(text)).toEqual([text]);
  });

  it("with a user name before the host are no links", () => {
    expect(hrefs("https://shop.example@evil.example/")).toEqual([]);
  });

  it("carry no invisible characters", () => {
    expect(linkify("\u200ehttps://a.example/\u202egpj.exe\u200f!")).toEqual([
      "\u200e",
      { href: "https://a.example/gpj.exe" },
      "\u200f!",
    ]);
    expect(hrefs("https://a\u200c.example/b\u200dc")).toEqual(["https://a.example/bc"]);
    expect(hrefs("https://fa.example/می‌خوانم")).toEqual(["https://fa.example/می‌خوانم"]);
  });

  it("are found quickly in hostile texts", () => {
    const begun = performance.now();
    for (const text of [
      `https://a.example/${")".repeat(4_000)}`,
      "http://".repeat(600),
      `https://${"(".repeat(2_000)}${")".repeat(2_000)}`,
      `https://${".".repeat(4_000)}`,
      "https://a@".repeat(400),
      "\u202e".repeat(4_000),
    ]) {
      linkify(text);
    }
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
