import { describe, expect, it } from "vitest";
import { articleOf, articlePath } from "../src/articles";

const card = {
  kind: "article",
  slug: "gift-cards",
  language: "en",
  title: "Gift cards",
  section: 2,
};

describe("an article's card", () => {
  it("leads to the section that was quoted", () => {
    const article = articleOf(card);
    expect(article?.title).toBe("Gift cards");
    expect(article && articlePath(article)).toBe("/articles/gift-cards#s2");
  });

  it("leads to the whole article where no section was named", () => {
    const article = articleOf({ ...card, section: 0 });
    expect(article && articlePath(article)).toBe("/articles/gift-cards");
  });

  it.each([
    null,
    { kind: "order" },
    { ...card, slug: "../console" },
    { ...card, slug: "//spy.example" },
    { ...card, slug: 5 },
    { ...card, title: null },
    { ...card, language: "de" },
  ])("is none where it is malformed: %j", (given) => {
    expect(articleOf(given)).toBeNull();
  });

  it("leads to no section that cannot be", () => {
    expect(articleOf({ ...card, section: -1 })?.section).toBe(0);
    expect(articleOf({ ...card, section: "1" })?.section).toBe(0);
  });
});
