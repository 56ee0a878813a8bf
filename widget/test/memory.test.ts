import { safeStorage } from "@firuze/client";
import { describe, expect, it } from "vitest";
import { fakeStorage } from "../../client/test/stores";
import { createMemory, storageKeys } from "../src/panel/model/memory";

const ORIGIN = "https://help.shop.example";
const identity = (id: string) => ({ id, expires: 1, signature: "0".repeat(64) });

describe("what the browser keeps", () => {
  it("is apart by gateway and by who is signed in", () => {
    const keys = [
      storageKeys(ORIGIN, null),
      storageKeys(ORIGIN, identity("daniel")),
      storageKeys("https://help.other.example", identity("daniel")),
    ].flatMap((each) => Object.values(each));
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^firuze:https:/); // as `forget` finds them
  });

  it("is the draft, until it is empty", () => {
    const page = fakeStorage();
    const memory = createMemory(
      safeStorage(() => page),
      storageKeys(ORIGIN, identity("daniel")),
    );
    expect(memory.draft).toBe("");
    memory.keepDraft("where is");
    expect(memory.draft).toBe("where is");
    memory.keepDraft("");
    expect(memory.draft).toBe("");
    expect(Object.keys(page)).toEqual([]);
  });

  it("never shows a draft to another customer", () => {
    const page = fakeStorage();
    const storage = safeStorage(() => page);
    createMemory(storage, storageKeys(ORIGIN, identity("daniel"))).keepDraft("mine");
    expect(createMemory(storage, storageKeys(ORIGIN, identity("nika"))).draft).toBe("");
    expect(createMemory(storage, storageKeys(ORIGIN, null)).draft).toBe("");
  });
});
