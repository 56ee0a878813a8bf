import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { createInbox } from "../src/model/inbox";
import { FakeLine } from "./line";
import { item, mine, owner, SARA } from "./samples";

const inboxOf = (...items: ReturnType<typeof item>[]) => {
  const line = new FakeLine().on("inbox", () => ({ ok: true, me: SARA, items }));
  return { line, inbox: createInbox(line, signal(SARA)) };
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
    line.on("inbox", () => ({ ok: true, me: SARA, items: [item("b")] }));
    await inbox.load();
    expect([...inbox.items.value.keys()]).toEqual(["b"]);
  });

  test("an accepted offer moves from one tab to the other", () => {
    const { inbox } = inboxOf();
    inbox.receive(item("a", { owner: mine("offered") }));
    inbox.receive(item("a", { owner: mine("agent"), epoch: 2 }));
    expect(inbox.counts.value).toMatchObject({ offered: 0, mine: 1 });
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
