import type { Event, Marks } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createThread } from "../../../src/model/thread/thread";
import { Clock, FakeLine, refused, settled } from "../../line";
import { agentSaid, customerSaid, item, marks, mine, packet, SARA } from "../../samples";

const ID = "conversation-1";

function scene(log: Event[]) {
  const clock = new Clock();
  let loggedOut = 0;
  const line = new FakeLine()
    .on("watch", () => ({ ok: true, item: item(ID), packet: packet({ reason: "anger" }) }))
    .on("unwatch", () => ({ ok: true }))
    .on("sync", ({ after }) => ({
      ok: true,
      events: log.filter(({ seq }) => seq > Number(after)).slice(0, 2),
      more: log.filter(({ seq }) => seq > Number(after)).length > 2,
      item: item(ID, { head: log.length }),
      marks: marks({ delivered: 3, read: 2 }),
    }));
  const told: Marks[] = [];
  const thread = createThread({
    id: ID,
    line,
    me: SARA.id,
    audit: false,
    timers: clock,
    onMarks: (news) => told.push(news),
    onLoggedOut: () => {
      loggedOut++;
    },
  });
  const seqs = () => thread.events.value.map(({ seq }) => seq);
  return { clock, line, thread, seqs, told, loggedOut: () => loggedOut };
}

describe("an open conversation", () => {
  test("is watched first and then read whole, page by page", async () => {
    const log = [1, 2, 3, 4, 5].map((seq) => customerSaid(seq, "hello"));
    const { line, thread, seqs } = scene(log);
    await thread.open();
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(thread.loaded.value).toBe(true);
    expect(line.events()).toEqual(["watch", "sync", "sync", "sync"]);
  });

  test("a pushed event follows; one with a gap before it brings the missing ones", async () => {
    const log = [customerSaid(1, "hello")];
    const { thread, seqs } = scene(log);
    await thread.open();
    log.push(agentSaid(2, "hello"), customerSaid(3, "where is it?"), agentSaid(4, "soon"));
    thread.receive({ conversation_id: ID, events: log.slice(1, 2), item: item(ID, { head: 2 }) });
    expect(seqs()).toEqual([1, 2]);
    thread.receive({ conversation_id: ID, events: log.slice(3), item: item(ID, { head: 4 }) });
    await settled();
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  test("a list row that is ahead of it makes it fetch what was lost", async () => {
    const log = [customerSaid(1, "hello")];
    const { thread, seqs } = scene(log);
    await thread.open();
    log.push(customerSaid(2, "is anybody there?"));
    thread.receiveItem(item(ID, { head: 2 }));
    await settled();
    expect(seqs()).toEqual([1, 2]);
  });

  test("pushes of other conversations are not its own", async () => {
    const { thread, seqs } = scene([customerSaid(1, "hello")]);
    await thread.open();
    thread.receive({
      conversation_id: "other",
      events: [customerSaid(2, "no")],
      item: item("other"),
    });
    expect(seqs()).toEqual([1]);
    expect(thread.item.value?.id).toBe(ID);
  });

  test("after a lost connection the same call brings only what is missing", async () => {
    const log = [customerSaid(1, "hello")];
    const { line, thread, seqs } = scene(log);
    await thread.open();
    log.push(agentSaid(2, "hello"));
    await thread.open();
    expect(seqs()).toEqual([1, 2]);
    expect(line.asked.at(-1)).toEqual(["sync", { conversation_id: ID, after: 1 }]);
  });

  test("a late push does not restore an older owner", async () => {
    const { thread } = scene([]);
    thread.receiveItem(item(ID, { epoch: 4, owner: mine("agent") }));
    thread.receiveItem(item(ID, { epoch: 3 }));
    expect(thread.item.value?.owner.kind).toBe("agent");
  });

  test("says so when the agent may not see it", async () => {
    const { line, thread } = scene([]);
    line.on("watch", () => refused("not_found"));
    await thread.open();
    expect(thread.problem.value).toEqual({ key: "error.not_found" });
  });

  test("a server that is busy is asked again", async () => {
    const { clock, line, thread, seqs } = scene([customerSaid(1, "hello")]);
    line.on("watch", () => refused("unavailable"));
    const opening = thread.open();
    await settled();
    line.on("watch", () => ({ ok: true, item: item(ID), packet: null }));
    await clock.elapse(1_000);
    await opening;
    expect(seqs()).toEqual([1]);
  });

  test("a session that has ended leads to the login", async () => {
    const { line, thread, loggedOut } = scene([]);
    line.on("watch", () => refused("unauthenticated"));
    await thread.open();
    expect(loggedOut()).toBe(1);
  });

  test("when it is closed it is no longer watched, and a missing connection does not matter", async () => {
    const { line, thread } = scene([]);
    await thread.open();
    thread.close();
    expect(line.events().at(-1)).toBe("unwatch");
    line.off("unwatch");
    thread.close();
    await settled();
  });
});

describe("what has been read", () => {
  const LOG = [
    customerSaid(1, "hello"),
    agentSaid(2, "yes?"),
    customerSaid(3, "a"),
    customerSaid(4, "b"),
  ];

  test("comes with each page", async () => {
    const { thread, told } = scene(LOG);
    await thread.open();
    expect(told.at(-1)).toEqual(marks({ delivered: 3, read: 2 }));
  });

  test("a line precedes the first message that is new to the agent", async () => {
    const { thread } = scene(LOG);
    await thread.open();
    expect(thread.news.value).toBeNull();
    thread.arrive(1);
    expect(thread.news.value).toBe(3);
    thread.arrive(3);
    expect(thread.news.value).toBe(4);
    thread.arrive(4);
    expect(thread.news.value).toBeNull();
  });

  test("no line is shown where everything is new", async () => {
    const { thread } = scene(LOG);
    await thread.open();
    thread.arrive(0);
    expect(thread.news.value).toBeNull();
  });

  test("the last reply is known, for its receipt", async () => {
    const { thread } = scene(LOG);
    expect(thread.replied.value).toBe(0);
    await thread.open();
    expect(thread.replied.value).toBe(2);
  });
});

describe("the customer's typing", () => {
  test("ends by itself, and when the message is there", async () => {
    const { clock, thread } = scene([]);
    thread.receiveTyping(true);
    await clock.elapse(5_000);
    expect(thread.typing.value).toBe(true);
    await clock.elapse(1_000);
    expect(thread.typing.value).toBe(false);
    thread.receiveTyping(true);
    thread.receive({ conversation_id: ID, events: [customerSaid(1, "hello")], item: item(ID) });
    expect(thread.typing.value).toBe(false);
  });
});
