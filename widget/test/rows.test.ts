import type { Body, Event } from "@firuze/client";
import { describe, expect, it } from "vitest";
import { CARDS } from "../../client/test/cards";
import { countNews, lastOwn, type MessageRow, type Row, toRows } from "../src/panel/model/rows";
import { agentSaid, botSaid, customerSaid, event } from "./events";

const rowsOf = (events: Event[]): Row[] => toRows(events);
const messages = (events: Event[]) =>
  rowsOf(events).filter((row): row is MessageRow => row.kind === "message");
const buttons = (titles: string[]) => titles.map((title) => ({ title, payload: null }));

describe("rows", () => {
  it("begin each day with its name", () => {
    const rows = rowsOf([
      event(1, customerSaid("a"), { at: "2026-11-21T10:00:00Z" }),
      event(2, customerSaid("b"), { at: "2026-11-22T10:00:00Z" }),
      event(3, customerSaid("c"), { at: "2026-11-22T11:00:00Z" }),
    ]);
    expect(rows.map((row) => row.kind)).toEqual(["day", "message", "day", "message", "message"]);
  });

  it("say nothing of a conversation that has only begun", () => {
    const started = event(1, {
      type: "conversation.started",
      customer_id: "1",
      customer_name: null,
      language: "en",
      verified: false,
      unresolved: null,
      channel: "widget",
      consent: null,
    });
    expect(rowsOf([started])).toEqual([]);
  });

  it("group one author's messages, and split them after a while or at another author", () => {
    const edges = messages([
      event(1, customerSaid("a")),
      event(2, customerSaid("b")),
      event(20, customerSaid("much later")),
      event(21, botSaid("c")),
    ]).map((row) => [row.first, row.last]);
    expect(edges).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it("separate two agents", () => {
    const actor = (name: string) => ({ kind: "agent" as const, id: null, name });
    const rows = messages([
      event(1, agentSaid("a"), { actor: actor("Sara") }),
      event(2, agentSaid("b"), { actor: actor("Omid") }),
    ]);
    expect(rows.map((row) => row.first)).toEqual([true, true]);
  });

  it("take no notice of what the customer asks about their data", () => {
    const all = rowsOf([
      event(1, botSaid("Which?", { buttons: buttons(["This"]) })),
      event(2, { type: "data_request.made", kind: "copy", due_at: "2026-12-30T12:00:00Z" }),
    ]);
    expect(all.map(({ kind }) => kind)).toEqual(["day", "message"]);
    expect(all[1]).toMatchObject({ buttons: ["This"], last: true });
  });

  it("let only the bot's last answer be pressed, all of its messages", () => {
    const rows = messages([
      event(1, botSaid("old", { reply_to: 0, buttons: buttons(["no"]) })),
      event(2, botSaid("one", { reply_to: 9, buttons: buttons(["yes"]) })),
      event(3, botSaid("two", { reply_to: 9, buttons: buttons(["or this"]) })),
    ]);
    expect(rows.map((row) => row.buttons)).toEqual([[], ["yes"], ["or this"]]);
  });

  it("let nothing be pressed once something else was said or happened", () => {
    const asked = event(1, botSaid("which?", { buttons: buttons(["yes"]) }));
    const queued = event(2, {
      type: "queue.entered",
      since: asked.at,
      instead_of: null,
      because: null,
    });
    expect(messages([asked, event(2, customerSaid("no"))])[0]?.buttons).toEqual([]);
    expect(messages([asked, queued])[0]?.buttons).toEqual([]);
  });

  it("say only once in a row that a person is being found", () => {
    const queued = { type: "queue.entered", since: "", instead_of: null, because: null } as const;
    const rows = toRows([event(1, queued), event(2, queued)]);
    expect(rows.flatMap((row) => (row.kind === "moment" ? [row.again] : []))).toEqual([
      false,
      true,
    ]);
  });

  it("show the cards of the bot and of agents", () => {
    const rows = messages([
      event(1, botSaid("a", { card: CARDS.order })),
      event(2, { ...agentSaid("b"), card: CARDS.coupon } as Body),
      event(3, customerSaid("c")),
    ]);
    expect(rows.map((row) => row.card)).toEqual([CARDS.order, CARDS.coupon, null]);
  });
});

describe("a change of hands", () => {
  const transferred = {
    type: "conversation.transferred",
    agent_id: null,
    agent_name: "Omid",
    held: true,
    team: null,
    client_id: null,
  } as const;
  const queued = {
    type: "queue.entered",
    since: "2026-11-22T10:00:00Z",
    instead_of: null,
    because: null,
  } as const;
  const types = (...bodies: Body[]) =>
    toRows(bodies.map((body, index) => event(index + 1, body))).flatMap((row) =>
      row.kind === "moment" && !row.again ? [row.event.body.type] : [],
    );

  it("does not say again that somebody is being found", () => {
    expect(types(transferred, queued)).toEqual(["conversation.transferred"]);
    expect(
      types({ type: "agent.lost", agent_id: "", agent_name: "Sara", cause: null }, queued),
    ).toEqual(["agent.lost"]);
    expect(types(queued)).toEqual(["queue.entered"]);
    const excused = { ...queued, instead_of: "Omid" };
    expect(types(transferred, queued, excused)).toEqual([
      "conversation.transferred",
      "queue.entered",
    ]);
    const told = { type: "absence.told", closed: false, opens_at: null, ticket_at: "" } as const;
    expect(types(queued, told)).toEqual(["absence.told"]);
  });
});

describe("what is new", () => {
  const log = [
    event(1, customerSaid("a")),
    event(2, botSaid("b")),
    event(3, { type: "agent.accepted", agent_id: "", agent_name: "Sara", agent_portrait: null }),
    event(4, agentSaid("c")),
    event(5, customerSaid("d")),
  ];

  it("is what others said since the customer last looked", () => {
    expect(countNews(log, 0)).toBe(3);
    expect(countNews(log, 3)).toBe(1);
    expect(countNews(log, 5)).toBe(0);
  });

  it("knows what the customer said last, and whether they have spoken at all", () => {
    expect(lastOwn(log)).toBe(5);
    expect(lastOwn(log.slice(1, 4))).toBe(0);
  });
});
