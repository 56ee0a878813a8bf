import { describe, expect, it } from "vitest";
import { safeStorage } from "../src";
import { fakeStorage } from "./stores";

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
    const full = fakeStorage(4);
    full.setItem("old", "kept");
    const storage = safeStorage(() => full);
    storage.setItem("a", "too long");
    expect(storage.keys()).toEqual(["old", "a"]);
    expect(storage.getItem("a")).toBe("too long");
    expect(storage.getItem("old")).toBe("kept");
    storage.setItem("a", "ok");
    expect(storage.getItem("a")).toBe("ok");
  });
});
