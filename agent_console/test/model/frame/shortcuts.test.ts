import { describe, expect, test } from "vitest";
import { commandFor, type EnterPress, sends } from "../../../src/model/frame/shortcuts";

const press = (key: string, code: string, more: Partial<EnterPress> = {}): EnterPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});

describe("shortcuts", () => {
  test.each([
    [press("j", "KeyJ"), "next"],
    [press("ت", "KeyJ"), "next"], // the same key on a Persian keyboard
    [press("ArrowUp", "ArrowUp"), "previous"],
    [press("ش", "KeyA"), "accept"],
    [press("n", "KeyN"), "note"],
    [press("س", "KeyS"), "suggestion"],
    [press("ArrowUp", "ArrowUp", { altKey: true }), "suggestion"],
    [press("s", "KeyS", { altKey: true }), null], // the browser's own
    [press("ف", "KeyT"), "take_or_transfer"],
    [press("ظ", "KeyZ"), "snooze"],
    [press("3", "Digit3"), "tab.3"],
    [press("?", "Slash", { shiftKey: true }), "help"],
    [press("؟", "Slash", { shiftKey: true }), "help"],
    [press("a", "KeyA", { ctrlKey: true }), null], // the browser's own
    [press("x", "KeyX"), null],
  ])("$0.key", (given, command) => {
    expect(commandFor(given, false)).toBe(command);
  });

  test("in a field letters are letters, and Escape leaves it", () => {
    expect(commandFor(press("a", "KeyA"), true)).toBeNull();
    expect(commandFor(press("Escape", "Escape"), true)).toBe("escape");
    expect(commandFor(press("ArrowUp", "ArrowUp", { altKey: true }), true)).toBe("suggestion");
  });

  test("Escape belongs to the input method while a word is being composed", () => {
    expect(commandFor(press("Escape", "Escape", { isComposing: true }), true)).toBeNull();
    expect(commandFor(press("Escape", "Escape", { keyCode: 229 }), true)).toBeNull();
  });

  test("Enter sends, also with Ctrl; not with Shift, nor while a word is being composed", () => {
    expect(sends(press("Enter", "Enter"))).toBe(true);
    expect(sends(press("Enter", "Enter", { ctrlKey: true }))).toBe(true);
    expect(sends(press("Enter", "Enter", { shiftKey: true }))).toBe(false);
    expect(sends(press("Enter", "Enter", { isComposing: true }))).toBe(false);
    expect(sends(press("Enter", "Enter", { keyCode: 229 }))).toBe(false); // Safari
  });
});
