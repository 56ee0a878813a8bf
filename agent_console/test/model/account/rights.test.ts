import { describe, expect, test } from "vitest";
import { may } from "../../../src/model/account/rights";
import { inRole, item, mine, owner, SARA, theirs } from "../../samples";

describe("rights", () => {
  test.each([
    ["say", mine("agent"), true],
    ["say", theirs("agent"), false],
    ["accept", mine("offered"), true],
    ["accept", theirs("offered"), false],
    ["take", mine("offered"), true],
    ["take", owner("ticket"), true],
    ["take", theirs("agent"), false],
    ["read", theirs("agent"), true],
    ["note", owner("closed"), true],
    ["take_over", theirs("agent"), false],
  ] as const)("an agent and %s, with $kind of $agent_name", (action, given, allowed) => {
    expect(may(SARA, action, item("a", { owner: given }))).toBe(allowed);
  });

  test("a supervisor takes over from colleagues only", () => {
    const supervisor = inRole("supervisor");
    expect(may(supervisor, "take_over", item("a", { owner: theirs("offered") }))).toBe(true);
    expect(may(supervisor, "take_over", item("a", { owner: owner("queued") }))).toBe(false);
    expect(may(supervisor, "take_over", item("a", { owner: mine("agent") }))).toBe(false);
  });

  test("without a conversation they say whether there can be any", () => {
    expect(may(SARA, "say")).toBe(true);
    expect(may(SARA, "search")).toBe(false);
    expect(may(inRole("admin"), "manage_people")).toBe(true);
  });

  test("what the server does not mention is not allowed", () => {
    expect(may({ ...SARA, rights: {} }, "say")).toBe(false);
  });
});
