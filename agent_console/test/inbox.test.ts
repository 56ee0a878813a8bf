import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { createInbox } from "../src/model/inbox";
import { FakeLine } from "./line";
import { at, item, mine, owner, SARA, said, theirs } from "./samples";

const inboxOf = (...items: ReturnType<typeof item>[]) => {
  const line = new FakeLine().on("inbox", () => ({ ok: true, me: SARA, items, marks: {} }));
  const clock = { now: Date.parse(at(0)) };
  return { line, clock, inbox: createInbox(line, signal(SARA), undefined, () => clock.now) };
};

describe("the inbox", () => {
  test("loads everything that is open and says who the agent is", async () => {
    const { inbox } = inboxOf(item("a", { owner: mine("agent") }), item("b"));
    await expect(inbox.load()).resolves.toEqual(SARA);
    expect(inbox.loaded.value).toBe(true);
    expect(inbox.counts.value).toEqual({ offered: 0, mine: 1, queue: 0, all: 2 });
  });

  test("a push between question and answer is not lost", async () => {
    const { inbox } = inboxOf();
    const loading = inbox.load();
    inbox.receive(item("fresh", { owner: mine("offered") }));
    await loading;
    expect(inbox.offers.value.map(({ id }) => id)).toEqual(["fresh"]);
  });

  test("what was closed while the connection was gone disappears", async () => {
    const { line, inbox } = inboxOf(item("a"), item("b"));
    await inbox.load();
    line.on("inbox", () => ({ ok: true, me: SARA, items: [item("b")], marks: {} }));
    await inbox.load();
    expect([...inbox.items.value.keys()]).toEqual(["b"]);
  });

  test("an accepted offer moves from one tab to the other", () => {
    const { inbox } = inboxOf();
    inbox.receive(item("a", { owner: mine("offered") }));
    inbox.receive(item("a", { owner: mine("agent"), epoch: 2 }));
    expect(inbox.counts.value).toMatchObject({ offered: 0, mine: 1 });
  });

  test("what is snoozed stays among mine, and is not counted", () => {
    const { inbox } = inboxOf();
    inbox.receive(item("a", { owner: mine("agent", { snoozed_until: at(60) }) }));
    expect(inbox.counts.value.mine).toBe(0);
    expect(inbox.visible.value.map(({ id }) => id)).toEqual(["a"]);
  });

  test("the next and the previous conversation, and no further than the ends", async () => {
    const { inbox } = inboxOf(
      item("a", { owner: owner("queued"), priority: 3 }),
      item("b", { owner: owner("queued"), priority: 2 }),
    );
    await inbox.load();
    inbox.show("queue");
    expect(inbox.neighbour(null, 1)).toBe("a");
    expect(inbox.neighbour("a", 1)).toBe("b");
    expect(inbox.neighbour("b", 1)).toBeNull();
    expect(inbox.neighbour(null, -1)).toBe("b");
  });
});

describe("when a snooze has run out", () => {
  const snoozed = item("a", { owner: mine("agent", { snoozed_until: at(30) }) });
  const awake = item("a", { owner: mine("agent"), head: 2 });
  const waiting = item("b", { owner: mine("agent"), last: said("customer", 1) });

  function scene() {
    const { inbox, clock } = inboxOf();
    for (const each of [snoozed, waiting]) inbox.receive(each);
    const order = () => inbox.visible.value.map(({ id }) => id);
    return { inbox, clock, order, marked: () => [...inbox.back.value] };
  }

  test("the conversation is marked and on top until the agent looks at it", () => {
    const { inbox, clock, order, marked } = scene();
    expect(order()).toEqual(["b", "a"]);
    clock.now = Date.parse(at(30));
    inbox.receive(awake);
    expect(marked()).toEqual(["a"]);
    expect(order()).toEqual(["a", "b"]);
    inbox.look("a");
    expect(marked()).toEqual([]);
    expect(order()).toEqual(["b", "a"]);
  });

  test("also when that is learned from a fresh snapshot", async () => {
    const { line, clock, inbox } = inboxOf(awake);
    inbox.receive(snoozed);
    clock.now = Date.parse(at(45));
    await inbox.load();
    expect([...inbox.back.value]).toEqual(["a"]);
    expect(line.events()).toEqual(["inbox"]);
  });

  test("not when the agent woke it, or it is with somebody else by then", () => {
    const { inbox, clock, marked } = scene();
    inbox.receive(awake);
    expect(marked()).toEqual([]);
    inbox.receive({ ...snoozed, head: 3 });
    clock.now = Date.parse(at(30));
    inbox.receive(item("a", { owner: theirs("agent"), epoch: 2 }));
    expect(marked()).toEqual([]);
  });
});
