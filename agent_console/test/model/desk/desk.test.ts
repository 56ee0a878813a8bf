import { describe, expect, test } from "vitest";
import { done, type FakeLine, refused, said, settled } from "../../line";
import {
  agentSaid,
  customerSaid,
  erased,
  item,
  marks,
  mine,
  owner,
  packet,
  SARA,
  theirs,
} from "../../samples";
import { connected, ID, scene } from "../../scene";

describe("the desk", () => {
  test("stays off the line until somebody is logged in", async () => {
    const { wire, desk } = await scene(null);
    expect(wire.state().kind).toBe("idle");
    await desk.session.login("sara@shop.example", "secret");
    expect(wire.state().kind).toBe("connecting");
  });

  test("takes the inbox when it is connected, and what has changed after each reconnect", async () => {
    const { line, wire, desk } = await connected();
    expect(desk.inbox.counts.value.mine).toBe(1);
    wire.become({ kind: "reconnecting" });
    wire.become({ kind: "connected" });
    await settled();
    const asked = line.asked.filter(([event]) => event === "inbox");
    expect(asked.map(([, what]) => what)).toEqual([{}, { after: 10 }]);
    expect(desk.inbox.counts.value.mine).toBe(1);
  });

  test("an offer that is pushed is in the inbox and in the title", async () => {
    const { wire, desk, titles } = await connected();
    wire.push("items", {
      after: 10,
      cursor: 11,
      items: [item("new", { owner: mine("offered") })],
      gone: [],
    });
    expect(desk.inbox.offers.value.map(({ id }) => id)).toEqual(["new"]);
    expect(titles.at(-1)).toEqual([1, 0]);
  });

  test("a conversation that goes out of sight is dropped where it is open, and back when it is seen", async () => {
    const { line, wire, desk } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    expect(desk.thread.value?.rows.value).toHaveLength(1);
    line.on("watch", () => refused("not_allowed"));
    wire.push("items", { after: 10, cursor: 11, items: [], gone: [ID] });
    await settled();
    expect(desk.inbox.items.value.size).toBe(0);
    expect(desk.thread.value?.rows.value).toEqual([]);
    expect(desk.thread.value?.problem.value).toEqual({ key: "error.not_allowed" });
    line.on("watch", () => ({ ok: true, item: item(ID), packet: packet() }));
    wire.push("items", { after: 11, cursor: 12, items: [item(ID)], gone: [] });
    await settled();
    expect(desk.thread.value?.rows.value).toHaveLength(1);
    expect(desk.thread.value?.problem.value).toBeNull();
  });

  test("an erased conversation is read again where it is open: the page keeps no word of it", async () => {
    const { line, wire, desk, asked } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    desk.drafts.value?.write(ID, "reply", "Dear Daniel");
    const closed = item(ID, { owner: owner("closed"), head: 2 });
    line.on("sync", ({ after }) => ({
      ok: true,
      events: [customerSaid(1, ""), erased(2)].filter(({ seq }) => seq > Number(after)),
      more: false,
      item: closed,
      marks: marks(),
    }));
    const before = asked.length;
    wire.push("events", { conversation_id: ID, events: [erased(2)], item: closed });
    await settled();
    const said = desk.thread.value?.events.value.map(({ body }) => "text" in body && body.text);
    expect(said).toEqual(["", false]);
    expect(desk.drafts.value?.read(ID, "reply")).toBe("");
    expect(asked.length).toBeGreaterThan(before);
    expect(line.asked.filter(([event]) => event === "watch")).toHaveLength(2);
  });

  test("an agent set away because offers ran out sees that until they say where they are", async () => {
    const { line, wire, desk } = await connected();
    const away = { ...SARA, available: false };
    wire.push("me", { ...SARA, missed: 1 });
    expect(desk.session.missed.value).toBe(0);
    wire.push("me", { ...away, missed: 2 });
    expect(desk.session.me.value?.available).toBe(false);
    expect(desk.session.missed.value).toBe(2);
    line.on("availability", ({ available }) => ({ ok: true, me: { ...SARA, available } }));
    await desk.setAvailable(false);
    expect(desk.session.me.value).toEqual({ ...away, missed: 0 });
    expect(desk.session.missed.value).toBe(0);
  });

  test("asks what to answer in a chat of one's own, again after a reconnect, until it is answered", async () => {
    const { line, wire, desk } = await connected();
    const asked = () => line.asked.filter(([event]) => event === "suggest").length;
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    expect(asked()).toBe(1);
    wire.become({ kind: "reconnecting" });
    wire.become({ kind: "connected" });
    await settled();
    expect(asked()).toBe(2);
    const answered = item(ID, { owner: mine("agent"), head: 2 });
    wire.push("events", { conversation_id: ID, events: [agentSaid(2, "hello")], item: answered });
    const theirsNow = item(ID, { owner: theirs("agent"), head: 3, epoch: answered.epoch + 1 });
    wire.push("events", { conversation_id: ID, events: [customerSaid(3, "hi")], item: theirsNow });
    await settled();
    expect(asked()).toBe(2);
  });

  test("opens a conversation, follows it, and comes back to it after a reconnect", async () => {
    const { line, wire, desk } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    expect(desk.thread.value?.rows.value).toHaveLength(1);
    wire.push("events", {
      conversation_id: ID,
      events: [customerSaid(2, "are you there?")],
      item: item(ID, { owner: mine("agent"), head: 2 }),
    });
    expect(desk.thread.value?.rows.value).toHaveLength(2);
    wire.become({ kind: "reconnecting" });
    wire.become({ kind: "connected" });
    await settled();
    expect(line.events().filter((event) => event === "watch")).toHaveLength(2);
  });

  test("asks for its customer once, and again after a reconnect", async () => {
    const { wire, desk, asked } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    await settled();
    expect(asked).toEqual([`customer-${ID}`]);
    expect(desk.customer.panel.value?.profile.id).toBe(`customer-${ID}`);
    wire.become({ kind: "reconnecting" });
    wire.become({ kind: "connected" });
    await settled();
    expect(asked).toHaveLength(2);
  });

  test("leaves the conversation before when another is opened", async () => {
    const { line, desk } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    desk.go({ page: "inbox", conversation: null });
    expect(line.asked.at(-1)).toEqual(["unwatch", { conversation_id: ID }]);
    expect(desk.thread.value).toBeNull();
  });

  test("an ended session leads to the login, and what was written stays", async () => {
    const { wire, desk } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    desk.drafts.value?.write(ID, "reply", "half a sentence");
    wire.become({ kind: "refused", code: "unauthenticated", message: "" });
    expect(desk.session.status.value).toBe("out");
    expect(desk.session.notice.value).toEqual({ key: "login.expired" });
    expect(wire.state().kind).toBe("idle");
    await desk.session.login("sara@shop.example", "secret");
    expect(desk.drafts.value?.read(ID, "reply")).toBe("half a sentence");
    expect(desk.thread.value?.id).toBe(ID);
  });

  test("a message written offline goes out after the reconnect", async () => {
    const { line, wire, desk } = await connected();
    line.on("say", () => done());
    wire.become({ kind: "reconnecting" });
    desk.outgoing.value?.add({ kind: "say", conversation_id: ID, text: "hello" });
    await settled();
    expect(line.events()).not.toContain("say");
    wire.become({ kind: "connected" });
    await settled();
    expect(line.events()).toContain("say");
  });

  test("a reply comes back with its ack, in its place in the thread", async () => {
    const { line, desk } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    line.on("say", ({ client_id }) =>
      said({
        conversation_id: ID,
        events: [agentSaid(2, "hello", client_id as string)],
        item: item(ID, { owner: mine("agent"), head: 2 }),
      }),
    );
    desk.outgoing.value?.add({ kind: "say", conversation_id: ID, text: "hello" });
    await settled();
    expect(desk.thread.value?.events.value.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(desk.inbox.items.value.get(ID)?.head).toBe(2);
    expect(desk.outgoing.value?.items.value).toEqual([]);
  });

  test("an ack that is ahead of the thread makes it fetch what lies between", async () => {
    const { line, desk } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    const reply = agentSaid(3, "hello");
    line.on("say", () =>
      said({ conversation_id: ID, events: [reply], item: item(ID, { head: 3 }) }),
    );
    line.on("sync", ({ after }) => ({
      ok: true,
      events: [customerSaid(1, "hello"), customerSaid(2, "still there?"), reply].filter(
        ({ seq }) => seq > (after as number),
      ),
      more: false,
      item: item(ID, { head: 3 }),
      marks: marks(),
    }));
    desk.outgoing.value?.add({ kind: "say", conversation_id: ID, text: "hello" });
    await settled();
    expect(desk.thread.value?.events.value.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("accepting leads to the tab of one's own", async () => {
    const { line, desk } = await connected();
    line.on("accept", () => done());
    desk.inbox.show("offered");
    await desk.actions.perform("accept", ID);
    expect(desk.inbox.tab.value).toBe("mine");
  });

  test("availability is what the server says it is", async () => {
    const { line, desk } = await connected();
    line.on("availability", () => ({ ok: true, me: { ...SARA, available: false } }));
    await desk.setAvailable(false);
    expect(desk.session.me.value?.available).toBe(false);
    line.on("availability", () => refused("unavailable"));
    await desk.setAvailable(true);
    expect(desk.session.me.value?.available).toBe(false);
    expect(desk.toasts.shown.value).toMatchObject([{ message: { key: "error.unavailable" } }]);
  });

  const told = ({ line }: { line: FakeLine }) =>
    line.asked.filter(([event]) => event === "mark").map(([, payload]) => payload);

  test("tells that it has what is the agent's own, unopened", async () => {
    const all = await connected();
    expect(told(all)).toEqual([{ conversation_id: ID, delivered: 1, read: 0 }]);
  });

  test("tells nothing of what is a colleague's, though it is open and looked at", async () => {
    const all = await scene();
    const his = item(ID, { owner: theirs("agent") });
    all.line
      .on("inbox", () => ({
        ok: true,
        me: SARA,
        items: [his],
        marks: {},
        cursor: 10,
        next: null,
        rest: { queue: null, tickets: null, all: null },
      }))
      .on("watch", () => ({ ok: true, item: his, packet: null }))
      .on("sync", () => ({
        ok: true,
        events: [customerSaid(1, "hi")],
        more: false,
        item: his,
        marks: marks(),
      }));
    all.wire.become({ kind: "connected" });
    all.attention.look(true);
    all.desk.go({ page: "inbox", conversation: ID });
    await settled();
    expect(all.desk.thread.value?.rows.value).toHaveLength(1);
    expect(told(all)).toEqual([]);
  });

  test("has read what is open, once somebody looks", async () => {
    const all = await connected();
    all.desk.go({ page: "inbox", conversation: ID });
    await settled();
    expect(all.desk.marks.of(ID).staff.read).toBe(0);
    all.attention.look(true);
    expect(all.desk.marks.of(ID).staff.read).toBe(1);
    all.attention.look(false);
    all.wire.push("events", {
      conversation_id: ID,
      events: [customerSaid(2, "are you there?")],
      item: item(ID, { owner: mine("agent"), head: 2 }),
    });
    expect(all.desk.marks.of(ID).staff).toEqual({ delivered: 2, read: 1 });
    expect(all.desk.thread.value?.news.value).toBeNull();
    all.attention.look(true);
    expect(all.desk.marks.of(ID).staff.read).toBe(2);
    expect(all.desk.thread.value?.news.value).toBe(2);
  });

  test("hears how far the customer is, and another console of the agent", async () => {
    const { wire, desk } = await connected();
    const push = { conversation_id: ID, mark: { delivered: 4, read: 3 } };
    wire.push("mark", { ...push, side: "customer" });
    wire.push("mark", { ...push, side: "staff" });
    expect(desk.marks.of(ID)).toEqual(marks(push.mark, push.mark));
  });

  test("knows of no marks after a logout", async () => {
    const { desk } = await connected();
    expect(desk.marks.of(ID).staff.delivered).toBe(1);
    await desk.session.logout();
    expect(desk.marks.of(ID)).toEqual(marks());
  });

  test("tells the customer that the agent writes", async () => {
    const { line, desk } = await connected();
    desk.typing(ID, true);
    expect(line.sent).toEqual([["typing", { conversation_id: ID, active: true }]]);
  });
});

describe("signing out", () => {
  test("ends the other tabs, and takes the drafts along", async () => {
    const { wire, desk, storage, told } = await connected();
    desk.drafts.value?.write(ID, "reply", "Dear Nika");
    await desk.logOut();
    expect(told).toEqual([{ said: "out", agent: SARA.id }]);
    expect(wire.state().kind).toBe("idle");
    expect(storage.keys()).toEqual([]);
  });

  test("in another tab ends this one at once", async () => {
    const { wire, desk, others } = await connected();
    others.say({ said: "out", agent: SARA.id });
    await settled();
    expect(desk.session.status.value).toBe("out");
    expect(wire.state().kind).toBe("idle");
    expect(desk.inbox.items.value.size).toBe(0);
  });
});

describe("new words", () => {
  test("of the agent's own chats are in the title until they are read", async () => {
    const { wire, desk, titles, attention } = await connected();
    desk.go({ page: "inbox", conversation: ID });
    await settled();
    attention.look(true);
    await settled();
    expect(titles.at(-1)).toEqual([0, 0]);
    attention.look(false);
    const asks = item(ID, { owner: mine("agent"), head: 2, asked: 2, unanswered: [2] });
    wire.push("events", { conversation_id: ID, events: [customerSaid(2, "hello?")], item: asks });
    expect(titles.at(-1)).toEqual([0, 1]);
    attention.look(true);
    expect(titles.at(-1)).toEqual([0, 0]);
  });
});

test("a customer who has left is known from the inbox on, and one who is back from a push", async () => {
  const { wire, desk } = await connected();
  expect(desk.away.ids.value.has(ID)).toBe(true);
  wire.push("away", { left: [], back: [ID] });
  expect(desk.away.ids.value.has(ID)).toBe(false);
});
