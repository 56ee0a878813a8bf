import type { ConversationItem, Inbox, InboxRest, Me, StaffItems } from "@firuze/client";
import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { createInbox } from "../../../src/model/inbox/inbox";
import { Clock, FakeLine, refused, settled } from "../../line";
import { at, item, mine, owner, SARA, said, theirs } from "../../samples";

const ALL_THERE: InboxRest = { queue: null, tickets: null, all: null };

const top = (items: ConversationItem[], cursor = 10, rest = ALL_THERE): Inbox => ({
  ok: true,
  me: SARA,
  items,
  gone: [],
  marks: {},
  away: [],
  cursor,
  next: null,
  rest,
});
const changes = (items: ConversationItem[], cursor: number, next: number | null = null): Inbox => ({
  ok: true,
  me: SARA,
  items,
  gone: [],
  marks: {},
  away: [],
  cursor,
  next,
  rest: null,
});
const push = (after: number, cursor: number, ...items: ConversationItem[]): StaffItems => ({
  after,
  cursor,
  items,
  gone: [],
});

/** `answers` come one after the other, the last one repeatedly. */
function inboxOf(...answers: unknown[]) {
  const left = [...answers];
  const line = new FakeLine().on("inbox", () => (left.length > 1 ? left.shift() : left[0]));
  const clock = { now: Date.parse(at(0)) };
  const timers = new Clock();
  const known: Me[] = [];
  const errors: unknown[] = [];
  const marked: unknown[] = [];
  const inbox = createInbox({
    line,
    me: signal(SARA),
    onMe: (me) => known.push(me),
    onMarks: (conversation, told) => marked.push([conversation, told]),
    onAway: () => undefined,
    onError: (error) => errors.push(error),
    clock: () => clock.now,
    timers,
  });
  const asked = () => line.asked.filter(([event]) => event === "inbox").map(([, what]) => what);
  const ids = () => [...inbox.items.value.keys()];
  return { line, clock, timers, inbox, known, marked, errors, asked, ids };
}

describe("the inbox", () => {
  test("begins at its top and learns who the agent is", async () => {
    const { inbox, known, asked } = inboxOf(top([item("a", { owner: mine("agent") }), item("b")]));
    await inbox.load();
    expect(asked()).toEqual([{}]);
    expect(known).toEqual([SARA]);
    expect(inbox.loaded.value).toBe(true);
    expect(inbox.counts.value).toEqual({ offered: 0, mine: 1, queue: 0, all: 2 });
  });

  test("after a reconnect asks for what has changed, in pages, and closed ones disappear", async () => {
    const { inbox, asked } = inboxOf(
      top([item("a"), item("b")]),
      changes([item("a", { owner: owner("closed"), epoch: 2 })], 30, 21),
      changes([item("c")], 35),
    );
    await inbox.load();
    await inbox.load();
    expect(asked()).toEqual([{}, { after: 10 }, { after: 21 }]);
    expect(inbox.visible.value).toEqual([]);
    inbox.show("all");
    expect(inbox.visible.value.map(({ id }) => id)).toEqual(["b", "c"]);
  });

  test("goes on from the first page's cursor: a commit that ended later comes after it", async () => {
    const { inbox, asked } = inboxOf(top([]), changes([], 30, 21), changes([], 35));
    await inbox.load();
    await inbox.load();
    await inbox.load();
    expect(asked().at(-1)).toEqual({ after: 30 });
  });

  test("a page that fails is requested again, from the walk's position", async () => {
    const { inbox, timers, errors, asked } = inboxOf(
      top([]),
      changes([item("a")], 30, 21),
      refused("unavailable"),
      changes([item("b")], 35),
    );
    await inbox.load();
    const loading = inbox.load();
    await settled();
    expect(errors).toHaveLength(1);
    await timers.elapse(1000);
    await loading;
    expect(asked()).toEqual([{}, { after: 10 }, { after: 21 }, { after: 21 }]);
  });

  test("a page that makes no progress is requested again, later", async () => {
    const { inbox, timers, errors } = inboxOf(top([]), changes([], 30, 10), changes([], 35));
    await inbox.load();
    const loading = inbox.load();
    await settled();
    expect(errors).toHaveLength(1);
    await timers.elapse(1000);
    await loading;
  });

  test("pushes that follow each other move the cursor", async () => {
    const { inbox, asked, ids } = inboxOf(top([]), changes([], 40));
    await inbox.load();
    inbox.receive(push(8, 12, item("a")));
    inbox.receive(push(12, 20, item("b")));
    expect(ids()).toEqual(["a", "b"]);
    expect(asked()).toHaveLength(1);
    await inbox.load();
    expect(asked().at(-1)).toEqual({ after: 20 });
  });

  test("drops conversations that left the agent's sight, unless pushed meanwhile", async () => {
    const { inbox, ids } = inboxOf(top([item("a"), item("b"), item("c")]), {
      ...changes([item("a", { head: 2 })], 20),
      gone: ["b", "c", "never seen"],
    });
    await inbox.load();
    const loading = inbox.load();
    inbox.receive(push(10, 12, item("c", { head: 2 })));
    await loading;
    expect(ids()).toEqual(["a", "c"]);
  });

  test("a push drops conversations that left the agent's sight", async () => {
    const { inbox, ids, asked } = inboxOf(top([item("a"), item("b")]));
    await inbox.load();
    inbox.receive({ ...push(10, 12, item("c")), gone: ["a"] });
    expect(ids()).toEqual(["b", "c"]);
    expect(asked()).toHaveLength(1);
  });

  test("a push after a missed one makes it fetch the gap", async () => {
    const { inbox, asked, ids } = inboxOf(top([]), changes([item("missed"), item("b")], 20));
    await inbox.load();
    inbox.receive(push(12, 20, item("b")));
    await settled();
    expect(asked().at(-1)).toEqual({ after: 10 });
    expect(ids().sort()).toEqual(["b", "missed"]);
  });

  test("receives the marks of own conversations, with changes too", async () => {
    const told = { customer: { delivered: 2, read: 1 }, staff: { delivered: 2, read: 2 } };
    const { inbox, marked } = inboxOf(top([]), { ...changes([], 20), marks: { a: told } });
    await inbox.load();
    await inbox.load();
    expect(marked).toEqual([["a", told]]);
  });

  test("a push between request and answer is not lost", async () => {
    const { inbox } = inboxOf(top([]));
    const loading = inbox.load();
    inbox.receive(push(3, 4, item("fresh", { owner: mine("offered") })));
    await loading;
    expect(inbox.offers.value.map(({ id }) => id)).toEqual(["fresh"]);
  });

  test("reloads when the gateway no longer knows its cursor", async () => {
    const { inbox, asked, ids } = inboxOf(top([item("a")], 900), top([item("b")], 7));
    await inbox.load();
    await inbox.load();
    expect(ids()).toEqual(["b"]);
    await inbox.load();
    expect(asked()).toEqual([{}, { after: 900 }, { after: 7 }]);
  });

  test("forgets everything at the end of a session, even an answer in flight", async () => {
    const { inbox, asked, ids } = inboxOf(top([item("a")]));
    await inbox.load();
    const late = inbox.load();
    inbox.forget();
    await late;
    expect(ids()).toEqual([]);
    await inbox.load();
    expect(asked().at(-1)).toEqual({});
  });

  test("more of a list comes as the agent scrolls, until there is no more", async () => {
    const rest = { queue: "5.q", tickets: "7.t", all: null };
    const { line, inbox } = inboxOf(top([item("a", { owner: owner("queued") })], 10, rest));
    const pages: Record<string, unknown> = {
      "5.q": { ok: true, items: [item("b", { owner: owner("queued") })], rest: null },
      "7.t": { ok: true, items: [item("c", { owner: owner("ticket") })], rest: null },
    };
    line.on("inbox_more", ({ after }) => pages[after as string]);
    await inbox.load();
    expect(inbox.more.value).toEqual({ offered: false, mine: false, queue: true, all: false });
    inbox.show("queue");
    await inbox.loadMore();
    await inbox.loadMore();
    expect(inbox.visible.value.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(inbox.more.value.queue).toBe(false);
    await inbox.loadMore();
    expect(line.events()).toEqual(["inbox", "inbox_more", "inbox_more"]);
  });

  test("scrolling twice requests once, and a page that failed may be requested again", async () => {
    const { line, inbox, errors } = inboxOf(top([], 10, { ...ALL_THERE, all: "5.x" }));
    await inbox.load();
    inbox.show("all");
    await Promise.all([inbox.loadMore(), inbox.loadMore()]);
    expect(line.events()).toEqual(["inbox", "inbox_more"]);
    expect(errors).toHaveLength(1);
    line.on("inbox_more", () => ({ ok: true, items: [item("a")], rest: null }));
    await inbox.loadMore();
    expect(inbox.visible.value.map(({ id }) => id)).toEqual(["a"]);
  });

  test("an accepted offer moves from one tab to the other", () => {
    const { inbox } = inboxOf(top([]));
    inbox.receiveItem(item("a", { owner: mine("offered") }));
    inbox.receiveItem(item("a", { owner: mine("agent"), epoch: 2 }));
    expect(inbox.counts.value).toMatchObject({ offered: 0, mine: 1 });
  });

  test("a snoozed conversation stays among mine, and is not counted", () => {
    const { inbox } = inboxOf(top([]));
    inbox.receiveItem(item("a", { owner: mine("agent", { snoozed_until: at(60) }) }));
    expect(inbox.counts.value.mine).toBe(0);
    expect(inbox.visible.value.map(({ id }) => id)).toEqual(["a"]);
  });

  test("the next and the previous conversation, and no further than the ends", async () => {
    const { inbox } = inboxOf(
      top([
        item("a", { owner: owner("queued"), priority: 3 }),
        item("b", { owner: owner("queued"), priority: 2 }),
      ]),
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
    const { inbox, clock } = inboxOf(top([]));
    for (const each of [snoozed, waiting]) inbox.receiveItem(each);
    const order = () => inbox.visible.value.map(({ id }) => id);
    return { inbox, clock, order, marked: () => [...inbox.back.value] };
  }

  test("the conversation is marked and on top until the agent looks at it", () => {
    const { inbox, clock, order, marked } = scene();
    expect(order()).toEqual(["b", "a"]);
    clock.now = Date.parse(at(30));
    inbox.receiveItem(awake);
    expect(marked()).toEqual(["a"]);
    expect(order()).toEqual(["a", "b"]);
    inbox.look("a");
    expect(marked()).toEqual([]);
    expect(order()).toEqual(["b", "a"]);
  });

  test("the same when a fresh snapshot shows it", async () => {
    const { line, clock, inbox } = inboxOf(top([awake]));
    inbox.receiveItem(snoozed);
    clock.now = Date.parse(at(45));
    await inbox.load();
    expect([...inbox.back.value]).toEqual(["a"]);
    expect(line.events()).toEqual(["inbox"]);
  });

  test("not when the agent woke it, or somebody else owns it by then", () => {
    const { inbox, clock, marked } = scene();
    inbox.receiveItem(awake);
    expect(marked()).toEqual([]);
    inbox.receiveItem({ ...snoozed, head: 3 });
    clock.now = Date.parse(at(30));
    inbox.receiveItem(item("a", { owner: theirs("agent"), epoch: 2 }));
    expect(marked()).toEqual([]);
  });
});
