import { describe, expect, it } from "vitest";
import { linkify } from "../src";
import { cost } from "./cost";

const link = (href: string) => ({ href, shown: href });

const hrefs = (text: string) =>
  linkify(text).flatMap((part) => (typeof part === "string" ? [] : [part.href]));

/** The parts as the page shows them. */
const shown = (text: string) =>
  linkify(text)
    .map((part) => (typeof part === "string" ? part : part.shown))
    .join("");

describe("links", () => {
  it("are separate from the text around them", () => {
    expect(linkify("see https://shop.example/a?b=c#d now")).toEqual([
      "see ",
      link("https://shop.example/a?b=c#d"),
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

  it.each([
    ["mailto:help@shop.example", "mailto:help@shop.example"],
    ["tel:+98-21-0000", "tel:+98-21-0000"],
    ["Write to mailto:a@b.example.", "mailto:a@b.example"],
  ])("may be to a mailbox or a telephone: %s", (text, href) => {
    expect(hrefs(text)).toEqual([href]);
  });

  it.each(["mailto:", "tel:", "hotel:5", "tel:me", "xmailto:a@b.example"])(
    "to no mailbox and no telephone are none: %s",
    (text) => {
      expect(linkify(text)).toEqual([text]);
    },
  );

  it.each([
    ["https://b\u0430nk.example/in", "https://xn--bnk-6cd.example/in"],
    ["https://evil.example\\@bank.example", "https://evil.example/@bank.example"],
    ["https://bank.example\u2044x.evil.example", "https://bank.xn--examplex-k03d.evil.example/"],
    ["https://%65vil.example/", "https://evil.example/"],
    ["https://bank\uff0eexample/", "https://bank.example/"],
    ["https://0x7f.1/", "https://127.0.0.1/"],
  ])("show the host where they lead: %s", (text, shown) => {
    const [found] = linkify(text);
    expect(found).toEqual({ href: text, shown });
  });

  it("show a host in Persian as it was typed", () => {
    expect(linkify("https://کتاب.example/می‌خوانم")).toEqual([link("https://کتاب.example/می‌خوانم")]);
  });

  it("with a user name before the host are no links", () => {
    expect(hrefs("https://shop.example@evil.example/")).toEqual([]);
  });

  it("carry no invisible characters", () => {
    expect(linkify("\u200ehttps://a.example/\u202egpj.exe\u200f!")).toEqual([
      "\u200e",
      link("https://a.example/gpj.exe"),
      "\u200f!",
    ]);
    expect(hrefs("https://a.example/b\u115f\u2800\u034fc")).toEqual(["https://a.example/bc"]);
    expect(hrefs("https://a\u200c.example/b\u200dc")).toEqual(["https://a.example/bc"]);
    expect(hrefs("https://fa.example/می‌خوانم")).toEqual(["https://fa.example/می‌خوانم"]);
  });

  it("are found quickly in hostile texts", () => {
    const texts = [
      `https://a.example/${")".repeat(4_000)}`,
      "http://".repeat(600),
      `https://${"(".repeat(2_000)}${")".repeat(2_000)}`,
      `https://${".".repeat(4_000)}`,
      "https://a@".repeat(400),
      "\u202e".repeat(4_000),
    ];
    expect(cost(() => texts.map(linkify), 500)).toBeLessThan(500);
  });
});
