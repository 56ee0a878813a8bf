import { expect, test } from "vitest";
import { earlierEpisodes } from "../../../src/model/thread/episodes";
import { agentSaid, CUSTOMER, customerSaid, event, handoff } from "../../samples";

const reopened = (seq: number) => event(seq, { type: "conversation.reopened" }, CUSTOMER);

test("a conversation that was never closed has no earlier matter", () => {
  expect(earlierEpisodes([customerSaid(1, "hello")])).toEqual([]);
});

test("each matter that ended shows its reason and its last words, newest first", () => {
  const log = [
    customerSaid(1, "torn cover"),
    handoff(2, { reason: "complaint" }),
    agentSaid(3, "a new one is on its way"),
    reopened(4),
    customerSaid(5, "where is it?"),
    reopened(6),
    customerSaid(7, "hello again"),
  ];
  expect(earlierEpisodes(log)).toMatchObject([
    { seq: 5, reason: null, last: "where is it?" },
    { seq: 1, reason: "complaint", last: "a new one is on its way" },
  ]);
});
