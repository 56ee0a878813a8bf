import { describe, expect, test } from "vitest";
import { movesFor } from "../src/model/moves";
import { item, mine, owner, SARA, theirs } from "./samples";

describe("what an agent may do", () => {
  test.each([
    [mine("agent"), ["return_to_bot", "close"], null],
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
