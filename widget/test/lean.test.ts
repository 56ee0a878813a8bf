import { parse as originalParse } from "engine.io-client";
import * as original from "preact/jsx-runtime";
import { validate, version } from "uuid";
import { describe, expect, it } from "vitest";
import { parse } from "../src/lean/address";
import { jsx } from "../src/lean/jsx";
import { v7 } from "../src/lean/uuid";

describe("the lean reading of addresses", () => {
  it("finds what engine.io-client finds in them", () => {
    for (const address of [
      "https://help.shop.example/visitor",
      "http://127.0.0.1:8000/visitor",
      "http://localhost:8000/",
      "https://[2001:db8::1]:8443/visitor",
    ]) {
      expect(originalParse(address)).toMatchObject(parse(address));
    }
  });

  it("leaves out a port that goes without saying", () => {
    expect(parse("https://help.shop.example:443/visitor").port).toBe("");
  });
});

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
