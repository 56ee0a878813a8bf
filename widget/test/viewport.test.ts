// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fit } from "../src/parts/phone/viewport";

let seen: EventTarget & { scale: number; offsetTop: number; height: number };
let style: CSSStyleDeclaration;

beforeEach(() => {
  seen = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, height: 800 });
  vi.stubGlobal("visualViewport", seen);
  style = document.createElement("div").style;
});

afterEach(() => vi.unstubAllGlobals());

/** The screen changes, as when a keyboard comes up or a page is zoomed. */
function becomes(change: Partial<typeof seen>, event = "resize"): void {
  Object.assign(seen, change);
  seen.dispatchEvent(new Event(event));
}

const given = () => [style.getPropertyValue("--top"), style.getPropertyValue("--height")];

it("follows what the keyboard leaves free, where the browser has moved it", () => {
  fit(style);
  expect(given()).toEqual(["0px", "800px"]);
  becomes({ height: 460 });
  becomes({ offsetTop: 120 }, "scroll");
  expect(given()).toEqual(["120px", "460px"]);
});

it("leaves the panel as it is to a customer who has zoomed in", () => {
  fit(style);
  becomes({ scale: 2, height: 400 });
  expect(given()).toEqual(["", ""]);
  becomes({ scale: 1, height: 800 });
  expect(given()).toEqual(["0px", "800px"]);
});

it("ends, and leaves nothing", () => {
  const end = fit(style);
  end?.();
  becomes({ height: 460 });
  expect(given()).toEqual(["", ""]);
});

it("does without in a browser that does not tell", () => {
  vi.stubGlobal("visualViewport", null);
  expect(fit(style)).toBeUndefined();
  expect(given()).toEqual(["", ""]);
});
