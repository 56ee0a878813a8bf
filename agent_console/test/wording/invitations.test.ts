import { expect, test } from "vitest";
import { say } from "../../src/catalogue";
import { invitationMail, isExpired } from "../../src/wording/invitations";
import { invited } from "../samples";

test.each([
  [{ mail: null }, "hand the link over"],
  [{ mail: "waiting" }, "about to leave"],
  [{ mail: "sending" }, "about to leave"],
  [{ mail: "waiting", error: "unreachable" }, "tried again. The mail server cannot be reached."],
  [{ mail: "sent" }, "has left"],
  [{ mail: "failed", error: "refused" }, "did not get through. The mail server refuses this mail."],
  [{ mail: "withdrawn" }, "given up"],
] as const)("the console says how a mail stands: %o", (more, told) => {
  expect(say(invitationMail(invited(more)))).toContain(told);
});

test("an invitation ends at its time", () => {
  const ends = Date.parse("2026-12-01T09:00:00Z");
  expect([isExpired(invited(), ends - 1), isExpired(invited(), ends)]).toEqual([false, true]);
});
