import { describe, expect, it } from "vitest";
import { safeStorage, type TextStorage } from "../src";

function full(): TextStorage {
  const kept = new Map<string, string>([["old", "kept"]]);
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      if (value.length > 3) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}

describe("a safe storage", () => {
  it("works in memory where the browser forbids storage", () => {
    const storage = safeStorage(() => {
      throw new DOMException("denied", "SecurityError");
    });
    storage.setItem("a", "1");
    expect(storage.getItem("a")).toBe("1");
    storage.removeItem("a");
    expect(storage.getItem("a")).toBeNull();
  });

  it("keeps in memory what no longer fits", () => {
    const storage = safeStorage(full);
    storage.setItem("a", "too long");
    expect(storage.getItem("a")).toBe("too long");
    expect(storage.getItem("old")).toBe("kept");
    storage.setItem("a", "ok");
    expect(storage.getItem("a")).toBe("ok");
  });
});
