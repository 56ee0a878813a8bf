import { safeStorage } from "@firuze/client";
import { describe, expect, it } from "vitest";
import { fakeStorage } from "../../client/test/stores";
import { createMemory, storageKeys } from "../src/panel/memory";

const ORIGIN = "https://help.shop.example";

describe("what the browser keeps", () => {
  it("is apart by gateway and by who is signed in", () => {
    const keys = [
      storageKeys(ORIGIN, undefined),
      storageKeys(ORIGIN, "daniel"),
      storageKeys("https://help.other.example", "daniel"),
    ].flatMap((each) => Object.values(each));
    expect(new Set(keys).size).toBe(9);
    for (const key of keys) expect(key).toMatch(/^firuze:https:/); // as `forget` finds them
  });

  it("is the draft, until it is empty", () => {
    const page = fakeStorage();
    const memory = createMemory(
      safeStorage(() => page),
      storageKeys(ORIGIN, "daniel"),
    );
    expect(memory.draft).toBe("");
    memory.keepDraft("where is");
    expect(memory.draft).toBe("where is");
    memory.keepDraft("");
    expect(memory.draft).toBe("");
    expect(Object.keys(page)).toEqual([]);
  });

  it("shows nobody another's draft", () => {
    const page = fakeStorage();
    const storage = safeStorage(() => page);
    createMemory(storage, storageKeys(ORIGIN, "daniel")).keepDraft("mine");
    expect(createMemory(storage, storageKeys(ORIGIN, "nika")).draft).toBe("");
    expect(createMemory(storage, storageKeys(ORIGIN, undefined)).draft).toBe("");
  });
});
