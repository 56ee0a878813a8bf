import { expect, test } from "vitest";
import { createCustomersAway } from "../../../src/model/inbox/away";

test("changes add to what the inbox sent, and a new inbox replaces it", () => {
  const away = createCustomersAway();
  away.learn(["a", "b"]);
  away.receive({ left: ["c"], back: ["a"] });
  expect([...away.ids.value].sort()).toEqual(["b", "c"]);
  away.receive({ left: [], back: ["unheard of"] });
  expect(away.ids.value.size).toBe(2);
  away.learn(["d"]);
  expect([...away.ids.value]).toEqual(["d"]);
});
