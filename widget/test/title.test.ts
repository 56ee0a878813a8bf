import { expect, it } from "vitest";
import { markedTitle } from "../src/panel/model/title";

it("marks the page's title, and restores it", () => {
  const page = { title: "Book shop" };
  const title = markedTitle(page);
  title.mark("1");
  expect(page.title).toBe("(1) Book shop");
  title.mark("2");
  expect(page.title).toBe("(2) Book shop");
  title.mark("");
  expect(page.title).toBe("Book shop");
});

it("marks and restores the page's latest title", () => {
  const page = { title: "Book shop" };
  const title = markedTitle(page);
  title.mark("1");
  page.title = "Basket";
  title.mark("2");
  expect(page.title).toBe("(2) Basket");
  page.title = "Checkout";
  title.mark("");
  expect(page.title).toBe("Checkout");
});

it("never doubles its mark, however the browser keeps the title", () => {
  let kept = " Book shop ";
  const page = {
    get title() {
      return kept.trim();
    },
    set title(next: string) {
      kept = next;
    },
  };
  const title = markedTitle(page);
  title.mark("1");
  title.mark("2");
  expect(page.title).toBe("(2) Book shop");
});
