import { safeStorage } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { hashOf, parseRoute } from "../../../src/model/frame/route";
import { commandFor, type EnterPress, sends } from "../../../src/model/frame/shortcuts";
import { createDrafts } from "../../../src/model/thread/drafts";
import { createTypingNotice } from "../../../src/model/thread/typing";
import { Clock } from "../../line";

const press = (key: string, code: string, more: Partial<EnterPress> = {}): EnterPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
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

  test("Enter sends, also with Ctrl; not with Shift, nor while a word is being composed", () => {
    expect(sends(press("Enter", "Enter"))).toBe(true);
    expect(sends(press("Enter", "Enter", { ctrlKey: true }))).toBe(true);
    expect(sends(press("Enter", "Enter", { shiftKey: true }))).toBe(false);
    expect(sends(press("Enter", "Enter", { isComposing: true }))).toBe(false);
  });
});

describe("addresses", () => {
  const id = "0190d3a0-0000-7000-8000-000000000001";

  test.each([
    ["", { page: "inbox", conversation: null }],
    ["#/inbox", { page: "inbox", conversation: null }],
    [`#/inbox/${id}`, { page: "inbox", conversation: id }],
    [`#/all/${id}`, { page: "archive", conversation: id }],
    ["#/waits", { page: "waits", conversation: null }],
    ["#/all/../../etc", { page: "archive", conversation: null }],
  ] as const)("%s", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(parseRoute(hashOf(route))).toEqual(route);
  });
});

test("drafts are kept by agent, conversation and kind", () => {
  const storage = safeStorage();
  const sara = createDrafts(storage, "sara");
  sara.write("a", "reply", "Hello Dan");
  sara.write("a", "note", "calm him");
  expect(createDrafts(storage, "sara").read("a", "reply")).toBe("Hello Dan");
  expect(sara.read("a", "note")).toBe("calm him");
  expect(sara.read("b", "reply")).toBe("");
  expect(createDrafts(storage, "omid").read("a", "reply")).toBe("");
  sara.write("a", "reply", "");
  expect(sara.read("a", "reply")).toBe("");
});

describe("the notice that the agent writes", () => {
  test("is repeated while writing goes on, and ends when it pauses", async () => {
    const clock = new Clock();
    const told: boolean[] = [];
    const notice = createTypingNotice((active) => told.push(active), clock);
    notice.touch();
    notice.touch();
    expect(told).toEqual([true]);
    await clock.elapse(3_000);
    notice.touch();
    expect(told).toEqual([true, true]);
    await clock.elapse(4_000);
    expect(told).toEqual([true, true, false]);
  });

  test("ends at once when the message is sent, and is silent if nothing was written", () => {
    const told: boolean[] = [];
    const notice = createTypingNotice((active) => told.push(active), new Clock());
    notice.stop();
    expect(told).toEqual([]);
    notice.touch();
    notice.stop();
    expect(told).toEqual([true, false]);
  });
});
