import { describe, expect, test } from "vitest";
import { FORGOTTEN, LOGIN, parseAccountRoute } from "../../../src/model/account/account_route";

describe("pages without a session", () => {
  test.each([
    [FORGOTTEN, { page: "forgotten" }],
    ["#/password/abc.de-F_1", { page: "password", token: "abc.de-F_1" }],
    ["#/password/", null],
    ["#/password/a/b", null],
    [`#/password/${"x".repeat(201)}`, null],
    [LOGIN, null],
    ["", null],
  ])("%s", (hash, route) => {
    expect(parseAccountRoute(hash)).toEqual(route);
  });
});
