import * as original from "preact/jsx-runtime";
import { validate, version } from "uuid";
import { describe, expect, it } from "vitest";
import { jsx } from "../src/lean/jsx";
import { v7 } from "../src/lean/uuid";

describe("the lean UUIDs", () => {
  it("are valid ones of version 7, each of its own", () => {
    const ids = Array.from({ length: 1000 }, v7);
    for (const id of ids) expect([validate(id), version(id)], id).toEqual([true, 7]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("begin with the time in milliseconds", () => {
    const before = Date.now();
    const time = Number.parseInt(v7().replace("-", "").slice(0, 12), 16);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });
});

describe("the lean JSX", () => {
  it("makes of it what Preact's own makes", () => {
    const props = { class: "a", children: "b" };
    for (const key of [undefined, "k"]) {
      const [made, own] = [jsx("p", props, key), original.jsx("p", props, key)];
      expect([made.type, made.key, made.props]).toEqual([own.type, own.key, own.props]);
    }
  });
});
