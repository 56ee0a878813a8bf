import { describe, expect, it } from "vitest";
import { watchAttention } from "../src";

class FakePage extends EventTarget {
  document = { visibilityState: "visible" as DocumentVisibilityState, hasFocus: () => this.focus };
  focus = true;

  become(visible: boolean, focus: boolean, event: string): void {
    this.document.visibilityState = visible ? "visible" : "hidden";
    this.focus = focus;
    this.dispatchEvent(new Event(event));
  }
}

function watched() {
  const page = new FakePage();
  const told: boolean[] = [];
  const stop = watchAttention((here) => told.push(here), page as never);
  return { page, told, stop };
}

describe("attention", () => {
  it("is reported at once", () => {
    expect(watched().told).toEqual([true]);
  });

  it("needs a page that is visible and has the focus", () => {
    const { page, told } = watched();
    page.become(true, false, "blur");
    page.become(true, true, "focus");
    page.become(false, true, "visibilitychange");
    page.become(true, true, "visibilitychange");
    expect(told).toEqual([true, false, true, false, true]);
  });

  it("ends when it is not wanted any more", () => {
    const { page, told, stop } = watched();
    stop();
    page.become(false, false, "visibilitychange");
    page.become(true, false, "focus");
    page.become(true, false, "blur");
    expect(told).toEqual([true]);
  });
});
