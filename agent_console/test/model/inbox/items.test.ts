import { describe, expect, test } from "vitest";
import {
  awaitsAnswer,
  inTab,
  isCurrent,
  merge,
  ordered,
  reconcile,
  type Tab,
  unreadOf,
  waitingSince,
} from "../../../src/model/inbox/items";
import { at, item, mine, owner, SARA, said, theirs } from "../../samples";

const known = (...items: ReturnType<typeof item>[]) =>
  new Map(items.map((each) => [each.id, each]));

describe("newer replaces older", () => {
  test("the epoch takes precedence over the head", () => {
    const old = item("a", { epoch: 2, head: 9 });
    expect(isCurrent(item("a", { epoch: 3, head: 1 }), old)).toBe(true);
    expect(isCurrent(item("a", { epoch: 2, head: 10 }), old)).toBe(true);
    expect(isCurrent(item("a", { epoch: 1, head: 99 }), old)).toBe(false);
  });

  test("a push that comes late changes nothing", () => {
    const items = merge(known(item("a", { epoch: 3 })), [item("a", { epoch: 2, head: 50 })]);
    expect(items.get("a")?.epoch).toBe(3);
  });

  test("merging in any order gives the same list", () => {
    const versions = [item("a", { head: 1 }), item("a", { head: 2 }), item("a", { epoch: 2 })];
    expect(merge(known(), versions)).toEqual(merge(known(), [...versions].reverse()));
  });
});

describe("a fresh snapshot", () => {
  test("drops what it does not contain", () => {
    expect([...reconcile(known(item("a"), item("b")), [item("a")], new Set()).keys()]).toEqual([
      "a",
    ]);
  });

  test("keeps what was pushed while it was in flight", () => {
    const items = reconcile(known(item("new")), [], new Set(["new"]));
    expect([...items.keys()]).toEqual(["new"]);
  });

  test("it does not undo a newer push", () => {
    const items = reconcile(
      known(item("a", { head: 7 })),
      [item("a", { head: 6 })],
      new Set(["a"]),
    );
    expect(items.get("a")?.head).toBe(7);
  });
});

describe("tabs", () => {
  const tabsOf = (given: ReturnType<typeof item>): Tab[] =>
    (["offered", "mine", "queue", "all"] as const).filter((tab) => inTab(given, tab, SARA.id));

  test.each([
    [owner("bot"), ["all"]],
    [owner("queued"), ["queue", "all"]],
    [mine("offered"), ["offered", "all"]],
    [theirs("offered"), ["queue", "all"]],
    [mine("agent"), ["mine", "all"]],
    [theirs("agent"), ["all"]],
    [owner("ticket"), ["queue", "all"]],
    [owner("closed"), []],
  ])("$kind of $agent_name", (given, tabs) => {
    expect(tabsOf(item("a", { owner: given }))).toEqual(tabs);
  });

  test("a request stays in the queue while its customer goes on with the bot", () => {
    expect(tabsOf(item("a", { owner: owner("bot"), ticket: 1001 }))).toEqual(["queue", "all"]);
    expect(tabsOf(item("a", { owner: owner("bot"), ticket: null }))).toEqual(["all"]);
  });
});

describe("waiting", () => {
  test("a customer who wrote last, to a person, awaits an answer", () => {
    expect(awaitsAnswer(item("a", { owner: mine("agent"), last: said("customer", 1) }))).toBe(true);
    expect(awaitsAnswer(item("a", { owner: mine("agent"), last: said("agent", 1) }))).toBe(false);
    expect(awaitsAnswer(item("a", { owner: owner("bot"), last: said("customer", 1) }))).toBe(false);
  });

  test("a snoozed conversation awaits no answer", () => {
    const owner = mine("agent", { snoozed_until: at(60) });
    const snoozed = item("a", { owner, last: said("customer", 1) });
    expect(awaitsAnswer(snoozed)).toBe(false);
    expect(waitingSince(snoozed)).toBeNull();
  });

  test("a queued customer waits since entering the queue, not since the last message", () => {
    const queued = item("a", {
      owner: owner("queued", { since: at(1) }),
      last: said("customer", 5),
    });
    expect(waitingSince(queued)).toBe(at(1));
  });

  test("an answered customer no longer waits", () => {
    expect(waitingSince(item("a", { owner: mine("agent"), last: said("agent", 5) }))).toBeNull();
  });
});

describe("order", () => {
  const ids = (tab: Tab, ...items: ReturnType<typeof item>[]) =>
    ordered(items, tab, SARA.id).map(({ id }) => id);

  test("the offer that runs out first is first", () => {
    const late = item("late", { owner: mine("offered", { deadline: at(9) }) });
    const soon = item("soon", { owner: mine("offered", { deadline: at(2) }) });
    expect(ids("offered", late, soon)).toEqual(["soon", "late"]);
  });

  test("among mine, waiting customers come first, the longest wait on top", () => {
    const answered = item("answered", { owner: mine("agent"), last: said("agent", 9) });
    const recent = item("recent", { owner: mine("agent"), last: said("customer", 5) });
    const long = item("long", { owner: mine("agent"), last: said("customer", 1) });
    expect(ids("mine", answered, recent, long)).toEqual(["long", "recent", "answered"]);
  });

  test("snoozed conversations come last, the soonest to come back first", () => {
    const until = (minute: number) => mine("agent", { snoozed_until: at(minute) });
    const late = item("late", { owner: until(90), last: said("customer", 1) });
    const soon = item("soon", { owner: until(30) });
    const answered = item("answered", { owner: mine("agent"), last: said("agent", 9) });
    expect(ids("mine", late, soon, answered)).toEqual(["answered", "soon", "late"]);
  });

  test("the queue goes by priority, then by wait; tickets follow", () => {
    const ticket = item("ticket", { owner: owner("ticket"), priority: 9 });
    const calm = item("calm", { owner: owner("queued", { since: at(1) }) });
    const angry = item("angry", { owner: owner("queued", { since: at(3) }), priority: 2 });
    expect(ids("queue", ticket, calm, angry)).toEqual(["angry", "calm", "ticket"]);
  });
});

describe("unread", () => {
  const asked = item("a", { asked: 9, unanswered: [4, 7, 9] });

  test("are the unanswered messages that nobody has seen", () => {
    expect([0, 4, 8, 9].map((read) => unreadOf(asked, read))).toEqual([3, 2, 1, 0]);
  });

  test("are messages that came while the reply was in flight", () => {
    const overtaken = { ...asked, unanswered: [] };
    expect(unreadOf(overtaken, 8)).toBe(1);
    expect(unreadOf(overtaken, 9)).toBe(0);
  });

  test("is zero where the customer has not written", () => {
    expect(unreadOf(item("a"), 0)).toBe(0);
  });
});
