import { describe, expect, test } from "vitest";
import { movesFor } from "../../../src/model/thread/moves";
import { at, inRole, item, mine, owner, SARA, theirs } from "../../samples";

const snoozed = mine("agent", { snoozed_until: at(60) });

describe("what an agent may do", () => {
  test.each([
    [mine("agent"), ["transfer", "snooze", "return_to_bot", "close"], null],
    [snoozed, ["transfer", "wake", "return_to_bot", "close"], null],
    [theirs("agent"), [], "agent"],
    [mine("offered"), ["accept", "decline"], "offered_me"],
    [theirs("offered"), [], "offered"],
    [owner("queued"), ["take"], "queued"],
    [owner("bot"), ["take"], "bot"],
    [owner("ticket"), ["take"], "ticket"],
    [owner("closed"), [], "closed"],
  ] as const)("$kind of $agent_name", (given, allowed, lock) => {
    const moves = movesFor(item("a", { owner: given }), SARA);
    expect([...moves.allowed]).toEqual(allowed);
    expect(moves.lock).toBe(lock);
  });
});

describe("a supervisor", () => {
  const supervisor = inRole("supervisor", { id: "agent-leila" });

  test.each(["agent", "offered"] as const)(
    "may take over a colleague's conversation: %s",
    (kind) => {
      const moves = movesFor(item("a", { owner: theirs(kind) }), supervisor);
      expect([...moves.allowed]).toEqual(["take_over"]);
      expect(moves.lock).toBe(kind);
    },
  );

  test("takes an unowned conversation as anybody does", () => {
    const moves = movesFor(item("a", { owner: owner("queued") }), supervisor);
    expect([...moves.allowed]).toEqual(["take"]);
  });
});
