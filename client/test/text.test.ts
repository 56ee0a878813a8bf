import { describe, expect, it } from "vitest";
import contracts from "../../contracts/events.schema.json";
import {
  digits,
  directionOf,
  inSentence,
  isolated,
  lengthOf,
  MESSAGE_LIMIT,
  paragraphs,
  withoutMarks,
} from "../src";

describe("the length of a text", () => {
  it("counts characters as the gateway does, not UTF-16 units", () => {
    expect(lengthOf("سلام 👋")).toBe(6);
    expect(lengthOf("👋".repeat(2_001))).toBe(2_001);
  });
});

describe("the limit of a message", () => {
  const { VisitorSay, StaffSay, StaffTransfer } = contracts.$defs;

  it("is the gateway's", () => {
    expect(VisitorSay.properties.text.maxLength).toBe(MESSAGE_LIMIT);
    expect(StaffSay.properties.text.maxLength).toBe(MESSAGE_LIMIT);
    expect(StaffTransfer.properties.note.anyOf[0]?.maxLength).toBe(MESSAGE_LIMIT);
  });
});

describe("the direction of a text", () => {
  it.each([
    ["Visa هم می‌پذیرید یا نه؟", "rtl"],
    ["Galaxy S24 Ultra 256GB موجوده؟", "rtl"], // most letters are Latin, but the sentence is Persian
    ["OK حتما!", "rtl"],
    ["thanks a lot", "ltr"],
    ["(۱۲۳)؟", "rtl"], // the language decides where no letter does
    ["https://shop.example/a-book اینه", "rtl"],
    ["https://shop.example/a-book", "ltr"], // there is nothing else
    ["reza@mail.example", "ltr"],
  ])("in a Persian conversation: %s", (text, direction) => {
    expect(directionOf(text, "fa")).toBe(direction);
  });

  it.each([
    ["Do you have «کلیدر» on the shelf?", "ltr"],
    ["PDF این کتاب هم هست؟", "rtl"],
    ["123!", "ltr"],
    ["שלום Dan, מה שלומך", "rtl"],
    ["https://fa.shop.example/کتاب-کودک look", "ltr"],
  ])("in an English conversation: %s", (text, direction) => {
    expect(directionOf(text, "en")).toBe(direction);
  });
});

describe("characters that nobody sees", () => {
  it("are removed, except line breaks, joiners and parts of flags", () => {
    expect(withoutMarks("a\u202eb\u200bc\u2066d\u0007e\ufeff")).toBe("abcde");
    const kept = "می‌خواهم\n\t👩‍💻 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    expect(withoutMarks(kept)).toBe(kept);
  });

  it("cannot reverse the surrounding sentence", () => {
    expect(isolated("Dan\u2069\u202e")).toBe("\u2068Dan\u2069");
  });
});

describe("a name in a sentence", () => {
  it("stands as it is where it reads like the sentence", () => {
    expect(inSentence("Sara", "en")).toBe("Sara");
    expect(inSentence("سارا", "fa")).toBe("سارا");
    expect(inSentence("09:00", "fa")).toBe("09:00");
  });

  it("needs no help where it is made of letters alone", () => {
    expect(inSentence("Sara Ahmadi", "fa")).toBe("Sara Ahmadi");
    expect(inSentence("سارا احمدی", "en")).toBe("سارا احمدی");
  });

  it("is isolated where it reads the other way", () => {
    expect(inSentence("سارا (تهران)", "en")).toBe("\u2068سارا (تهران)\u2069");
    expect(inSentence("Acme (UK)", "fa")).toBe("\u2068Acme (UK)\u2069");
  });

  it("loses what would reverse the sentence", () => {
    expect(inSentence("Dan\u202e", "en")).toBe("Dan");
    expect(inSentence("Dan\u2069\u202e\u2068", "en")).toBe("Dan");
    expect(inSentence("\u202e\u2068Dan\u2069", "en")).toBe("Dan");
  });

  it("may be several that are isolated already", () => {
    const several = "\u2068a@b.example\u2069 · \u2068+98 21\u2069";
    expect(inSentence(several, "fa")).toBe(several);
  });
});

describe("digits", () => {
  it("are those of the language, without grouping", () => {
    expect(digits("A-1042", "fa")).toBe("A-۱۰۴۲");
    expect(digits("A-1042", "en")).toBe("A-1042");
  });
});

describe("paragraphs", () => {
  it.each([
    ["one line", ["one line"]],
    ["a\nb", ["a\nb"]],
    ["In our article:\n\nمتن فارسی\n\n\nEnd", ["In our article:\n\n", "متن فارسی\n\n\n", "End"]],
    ["", [""]],
    ["\n\na", ["\n\n", "a"]],
  ])("of %j keep every sign", (text, parts) => {
    expect(paragraphs(text)).toEqual(parts);
    expect(paragraphs(text).join("")).toBe(text);
  });
});
