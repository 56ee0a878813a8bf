import type { BodyOf, Event } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { CARDS } from "../../../../client/test/cards";
import { type LineRow, lineKey, type MessageRow, rowsOf } from "../../../src/model/thread/rows";
import {
  AGENT,
  agentSaid,
  BOT,
  CUSTOMER,
  customerSaid,
  event,
  handoff,
  SARA,
  understood,
} from "../../samples";

const WORK = { me: SARA.id, audit: false };
const AUDIT = { me: SARA.id, audit: true };
const first = <T>(rows: unknown[]): T => rows[0] as T;

describe("messages", () => {
  test("carry what the bot understood of them", () => {
    const rows = rowsOf([customerSaid(1, "hello"), understood(2, 1, "greet")], WORK);
    expect(rows).toHaveLength(1);
    expect(first<MessageRow>(rows).understood?.intent.name).toBe("greet");
  });

  test("know which agent wrote them", () => {
    const [own, other] = rowsOf(
      [
        agentSaid(1, "mine"),
        event(
          2,
          { type: "agent.said", text: "theirs", client_id: "x", file: null, card: null },
          {
            kind: "agent",
            id: "agent-omid",
            name: "Omid",
          },
        ),
      ],
      WORK,
    ) as MessageRow[];
    expect([own?.mine, other?.mine]).toEqual([true, false]);
    expect(other?.author).toBe("Omid");
  });

  test("of the same speaker shortly after another form a block", () => {
    const rows = rowsOf([customerSaid(1, "a"), customerSaid(2, "b"), agentSaid(3, "c")], WORK);
    expect(rows.map((row) => row.kind === "message" && row.continued)).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("tell that a button was pressed", () => {
    const rows = rowsOf([customerSaid(1, "Opening hours", { payload: "/store_hours" })], WORK);
    expect(first<MessageRow>(rows).pressed).toBe(true);
  });

  test("show the cards of the bot and of agents", () => {
    const said = { text: "there", card: CARDS.order };
    const bots = event(
      1,
      { type: "bot.said", reply_to: 1, buttons: [], utter_action: null, ...said },
      BOT,
    );
    const agents = event(
      2,
      { type: "agent.said", client_id: "x", file: null, ...said, card: CARDS.coupon },
      BOT,
    );
    const rows = rowsOf([bots, agents], WORK) as MessageRow[];
    expect(rows.map((row) => row.card)).toEqual([CARDS.order, CARDS.coupon]);
  });
});

describe("what was withheld", () => {
  test("an answer that came too late is a line for staff, not a message", () => {
    const late = event(3, {
      type: "bot.suppressed",
      reply_to: 1,
      computed_epoch: 1,
      texts: ["We are open."],
    });
    const rows = rowsOf([late], WORK);
    expect(rows).toMatchObject([{ kind: "line", internal: true }]);
    expect(lineKey(rows[0] as LineRow)).toBe("line.bot.suppressed");
  });
});

describe("lines", () => {
  test("supervisors see how the bot read each message, agents see it at the message", () => {
    const log = [customerSaid(1, "hello"), understood(2, 1, "greet")];
    expect(rowsOf(log, WORK).map((row) => row.type)).toEqual(["customer.said"]);
    expect(rowsOf(log, AUDIT).map((row) => row.type)).toEqual(["customer.said", "bot.understood"]);
  });

  test("an expired offer names the agent whom the offer named", () => {
    const rows = rowsOf(
      [
        event(1, {
          type: "agent.offered",
          agent_id: "agent-omid",
          agent_name: "Omid",
          deadline: "2026-11-22T10:00:30Z",
          announced: false,
        }),
        event(2, { type: "offer.expired", agent_id: "agent-omid", cause: "declined" }),
      ],
      WORK,
    ) as LineRow[];
    expect(rows[1]?.name).toBe("Omid");
    expect(rows.map(lineKey)).toEqual(["line.agent.offered", "line.offer.expired.declined"]);
  });

  test("speak to the agent of what is theirs", () => {
    const rows = rowsOf(
      [
        event(1, {
          type: "agent.accepted",
          agent_id: SARA.id,
          agent_name: "Sara",
          agent_portrait: null,
        }),
      ],
      WORK,
    ) as LineRow[];
    expect(rows.map(lineKey)).toEqual(["line.agent.accepted.me"]);
  });

  const OMID: Event["actor"] = { kind: "agent", id: "agent-omid", name: "Omid" };
  const handedOver = (
    by: Event["actor"],
    to: Partial<BodyOf<"conversation.transferred">>,
  ): Event => {
    const nobody = { agent_id: null, agent_name: null, held: false, team: null, client_id: null };
    return event(1, { type: "conversation.transferred", ...nobody, ...to }, by);
  };
  const toOmid = { agent_id: "agent-omid", agent_name: "Omid" };
  const toSara = { agent_id: SARA.id, agent_name: "Sara" };

  test.each([
    [AGENT, toOmid, "line.transferred.by_me"],
    [OMID, toSara, "line.transferred.to_me"],
    [OMID, { agent_id: "agent-x", agent_name: "X" }, "line.transferred.person"],
    [AGENT, { team: "returns" }, "line.transferred.team.me"],
    [OMID, { team: "returns" }, "line.transferred.team"],
    [OMID, toOmid, "line.transferred.taken"],
    [AGENT, toSara, "line.transferred.taken.me"],
  ] as const)("a handover says who gave it to whom: $0.name, $1", (by, to, key) => {
    expect((rowsOf([handedOver(by, to)], WORK) as LineRow[]).map(lineKey)).toEqual([key]);
  });

  test("a lost agent, a snooze and its end are shown to those concerned", () => {
    const until = "2026-11-22T12:00:00Z";
    const rows = rowsOf(
      [
        event(1, { type: "agent.lost", ...toOmid, cause: null }),
        event(2, { type: "agent.lost", ...toSara, cause: "signed_off" }),
        event(3, { type: "conversation.snoozed", until }, AGENT),
        event(4, { type: "conversation.snoozed", until }, OMID),
        event(5, { type: "conversation.woken", cause: "time" }),
        event(6, { type: "conversation.woken", cause: "agent" }, AGENT),
      ],
      WORK,
    ) as LineRow[];
    expect(rows.map(lineKey)).toEqual([
      "line.agent.lost.unknown",
      "line.agent.lost.signed_off.me",
      "line.conversation.snoozed.me",
      "line.conversation.snoozed",
      "line.conversation.woken.time",
      "line.conversation.woken.agent.me",
    ]);
    expect(rows.map((row) => row.internal)).toEqual([false, false, true, true, true, true]);
  });

  test("what the bot does is shown to staff when it begins and to all when it is done", () => {
    const done = { kind: "return_requested", order: "1042", reply_to: 1, reason: null } as const;
    const rows = rowsOf(
      [
        event(1, { type: "action.begun", ...done, kind: "order_cancelled" }),
        event(2, { type: "action.taken", ...done, kind: "order_cancelled" }),
        event(3, { type: "action.taken", ...done }),
        event(4, { type: "action.taken", ...done, reason: "damaged" }),
      ],
      WORK,
    ) as LineRow[];
    expect(rows.map(lineKey)).toEqual([
      "line.action.begun.order_cancelled",
      "line.action.taken.order_cancelled",
      "line.action.taken.return_requested",
      "line.action.taken.return_requested.reason",
    ]);
    expect(rows.map((row) => row.internal)).toEqual([true, false, false, false]);
  });

  test("speak to the agent of what they did", () => {
    const rows = rowsOf(
      [
        event(1, { type: "offer.expired", agent_id: SARA.id, cause: "deadline" }),
        event(2, { type: "conversation.closed", disposition: "resolved", asks: "full" }, AGENT),
      ],
      WORK,
    ) as LineRow[];
    expect(rows.map(lineKey)).toEqual([
      "line.offer.expired.deadline.me",
      "line.conversation.closed.me",
    ]);
  });

  test("tell of the end that a customer chose, and of the opinion", () => {
    const rated = {
      type: "conversation.rated",
      client_id: "",
      closing: 1,
      channel: "widget",
    } as const;
    const rows = rowsOf(
      [
        event(1, { type: "conversation.closed", disposition: "ended", asks: "light" }, CUSTOMER),
        event(2, { ...rated, satisfaction: 4, effort: null, comment: null }, CUSTOMER),
        event(3, { ...rated, satisfaction: 1, effort: 2, comment: "Slow" }, CUSTOMER),
        event(4, { type: "ticket.opened", number: 1001, cause: "bad_mark" }, CUSTOMER),
      ],
      WORK,
    ) as LineRow[];
    expect(rows.map(lineKey)).toEqual([
      "line.conversation.closed.customer",
      "line.conversation.rated",
      "line.conversation.rated.effort",
      "line.ticket.opened.bad_mark",
    ]);
    expect(rows.some((row) => row.internal)).toBe(false);
  });

  test("internal ones are marked", () => {
    const rows = rowsOf(
      [handoff(1), event(2, { type: "queue.entered", since: "", instead_of: null, because: null })],
      WORK,
    );
    expect(rows.map((row) => row.kind === "line" && row.internal)).toEqual([true, false]);
  });
});
