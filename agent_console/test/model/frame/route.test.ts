import { describe, expect, test } from "vitest";
import { hashOf, mayVisit, parseRoute } from "../../../src/model/frame/route";
import { inRole } from "../../samples";

describe("addresses", () => {
  const id = "0190d3a0-0000-7000-8000-000000000001";

  test.each([
    ["", { page: "inbox", conversation: null }],
    ["#/inbox", { page: "inbox", conversation: null }],
    [`#/inbox/${id}`, { page: "inbox", conversation: id }],
    [`#/all/${id}`, { page: "archive", conversation: id }],
    ["#/waits", { page: "waits", conversation: null }],
    ["#/deliveries", { page: "deliveries", conversation: null }],
    ["#/requests", { page: "requests", conversation: null }],
    ["#/invitations", { page: "invitations", conversation: null }],
    ["#/installation", { page: "installation", conversation: null }],
    ["#/all/../../etc", { page: "archive", conversation: null }],
  ] as const)("%s", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(parseRoute(hashOf(route))).toEqual(route);
  });
});

describe("pages by role", () => {
  test.each([
    ["agent", ["inbox"]],
    ["supervisor", ["inbox", "archive", "waits", "deliveries", "requests"]],
    ["admin", ["inbox", "deliveries", "requests", "invitations", "installation"]],
  ] as const)("%s", (role, pages) => {
    const all = [
      ...(["inbox", "archive", "waits", "deliveries", "requests"] as const),
      ...(["invitations", "installation"] as const),
    ];
    expect(all.filter((page) => mayVisit(inRole(role), page))).toEqual(pages);
  });
});
