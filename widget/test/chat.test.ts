import { NoAnswer } from "@firuze/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import { storageKeys } from "../src/panel/model/memory";
import { botSaid, customerSaid, event, stateOf } from "./events";
import { FakeGateway } from "./gateway";

let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway();
});

const asked = (name: string) => gateway.requests.filter(([each]) => each === name);
const refused = (code: string) => ({
  ok: false as const,
  error: { code, message: "", id: null, data: {} },
});

describe("a chat", () => {
  it("opens its session, connects, and loads the log", async () => {
    gateway.log = [event(1, botSaid("hello"))];
    const chat = await gateway.connected();
    expect(chat.session.value?.shop_name).toBe("Shop");
    expect(chat.events.value).toEqual(gateway.log);
    expect(chat.loaded.value).toBe(true);
  });

  it("sends what the customer writes, and shows it once", async () => {
    const chat = await gateway.connected();
    chat.say({ text: "hi" });
    await settled();
    const sent = asked("say")[0]?.[1] as { client_id: string };
    expect(chat.outbox.value.map((item) => item.state)).toEqual(["sent"]);
    gateway.commit(customerSaid("hi", sent.client_id));
    expect(chat.outbox.value).toEqual([]);
    expect(chat.events.value).toHaveLength(1);
  });

  it("takes its own words from the ack, as from a push", async () => {
    const chat = await gateway.connected();
    gateway.answer = (name, payload) => (name === "say" ? gateway.say(payload) : { ok: true });
    chat.say({ text: "one" });
    chat.say({ text: "two" });
    await settled();
    gateway.commit(botSaid("hello"));
    expect(chat.events.value).toEqual(gateway.log);
    expect(chat.state.value?.head).toBe(3);
    expect(chat.outbox.value).toEqual([]);
  });

  it("fetches what lies between when the ack is ahead of the log", async () => {
    const chat = await gateway.connected();
    gateway.answer = (name, payload) => {
      if (name !== "say") return { ok: true };
      gateway.log.push(event(1, botSaid("its push is still on the way")));
      return gateway.say(payload);
    };
    chat.say({ text: "hi" });
    await settled();
    expect(chat.events.value).toEqual(gateway.log);
    expect(gateway.log).toHaveLength(2);
  });

  it("shows its words once when a later event, a push or a sync comes before the ack", async () => {
    const chat = await gateway.connected();
    let ack = () => {};
    gateway.answer = (name, payload) => {
      if (name !== "say") return { ok: true };
      const said = gateway.say(payload);
      return new Promise((answer) => {
        ack = () => answer(said);
      }) as never;
    };
    chat.say({ text: "hi" });
    await settled();
    expect(chat.events.value).toEqual([]);
    gateway.commit(botSaid("hello"));
    await settled();
    expect(chat.events.value).toEqual(gateway.log);
    ack();
    await settled();
    expect(chat.events.value).toEqual(gateway.log);
    expect(chat.outbox.value).toEqual([]);
  });

  it("shows its words once when the ack is lost with the connection", async () => {
    const chat = await gateway.connected();
    gateway.answer = (name, payload) => {
      if (name !== "say") return { ok: true };
      gateway.say(payload);
      throw new NoAnswer("offline");
    };
    chat.say({ text: "hi" });
    await settled();
    gateway.become({ kind: "reconnecting" });
    const [first] = gateway.log;
    gateway.answer = () =>
      ({ ok: true, seq: 1, at: "", push: { events: [first], state: gateway.state } }) as never;
    gateway.become({ kind: "connected" });
    await settled();
    expect(chat.events.value).toEqual([first]);
    expect(chat.outbox.value).toEqual([]);
    expect(asked("say").length).toBeGreaterThanOrEqual(1);
  });

  it("takes nothing of a conversation that it has left meanwhile", async () => {
    const chat = await gateway.connected();
    let ack = () => {};
    gateway.answer = (name, payload) => {
      if (name !== "say") return { ok: true };
      const said = gateway.say(payload);
      return new Promise((answer) => {
        ack = () => answer(said);
      }) as never;
    };
    chat.say({ text: "hi" });
    await settled();
    gateway.conversation = "c2";
    gateway.log = [];
    gateway.state = stateOf();
    gateway.become({ kind: "refused", code: "token_invalid", message: "" });
    await gateway.clock.elapse(1_000);
    await settled();
    ack();
    await settled();
    expect(chat.session.value?.conversation_id).toBe("c2");
    expect(chat.events.value).toEqual([]);
  });

  it("keeps what is written without a connection, and sends it after", async () => {
    const chat = await gateway.connected();
    gateway.become({ kind: "reconnecting" });
    chat.say({ text: "hi" });
    await settled();
    expect(asked("say")).toEqual([]);
    gateway.become({ kind: "connected" });
    await settled();
    expect(asked("say")).toHaveLength(1);
  });

  it("fetches missed events when the connection is back", async () => {
    const chat = await gateway.connected();
    gateway.become({ kind: "reconnecting" });
    gateway.log = [event(1, botSaid("while you were away"))];
    gateway.become({ kind: "connected" });
    await settled();
    expect(chat.events.value).toEqual(gateway.log);
  });

  it("follows the state, and never goes back to an older one", async () => {
    const chat = await gateway.connected();
    gateway.commit(
      { type: "queue.entered", since: "", instead_of: null, because: null },
      { owner: "queued", epoch: 1, position: 2 },
    );
    gateway.push("state", { ...gateway.state, position: 1 });
    expect(chat.state.value).toMatchObject({ owner: "queued", position: 1 });
    gateway.push("state", { ...gateway.state, owner: "bot", epoch: 0, head: 0 });
    expect(chat.state.value?.owner).toBe("queued");
  });

  it("fetches what it missed when the state is ahead of the log", async () => {
    const chat = await gateway.connected();
    gateway.log = [event(1, botSaid("lost on the way"))];
    gateway.state = { ...gateway.state, head: 1 };
    gateway.push("state", gateway.state);
    await settled();
    expect(chat.events.value).toEqual(gateway.log);
  });

  it("retries when the session cannot be opened, and shows why meanwhile", async () => {
    gateway.down = true;
    const chat = await gateway.connected();
    expect(chat.failure.value).toBe("offline");
    gateway.down = false;
    await gateway.clock.elapse(1_000);
    await settled();
    expect(chat.failure.value).toBeNull();
    expect(chat.loaded.value).toBe(true);
  });

  it("says so when the session opens and the gateway admits nobody, and keeps what is written", async () => {
    gateway.admits = { kind: "reconnecting", code: "unavailable" };
    const chat = await gateway.connected();
    expect(chat.session.value).not.toBeNull();
    expect(chat.failure.value).toBe("unavailable");
    chat.say({ text: "hi" });
    gateway.become({ kind: "connected" });
    await settled();
    expect([chat.failure.value, chat.loaded.value]).toEqual([null, true]);
    expect(asked("say").length).toBe(1);
  });

  it("goes on showing a chat that is loaded while the gateway admits nobody", async () => {
    const chat = await gateway.connected();
    gateway.become({ kind: "reconnecting", code: "unavailable" });
    expect(chat.failure.value).toBeNull();
  });

  it("begins a new conversation when its token is refused, and forgets the old one", async () => {
    gateway.log = [event(1, botSaid("old"))];
    const chat = await gateway.connected();
    gateway.conversation = "c2";
    gateway.log = [];
    gateway.become({ kind: "refused", code: "token_invalid", message: "" });
    await gateway.clock.elapse(1_000);
    await settled();
    expect(gateway.sessions.at(-1)).toEqual({ language: "en", before: "token of c1" });
    expect(chat.session.value?.conversation_id).toBe("c2");
    expect(chat.events.value).toEqual([]);
    expect(chat.loaded.value).toBe(true);
  });

  it("goes on, once, with the token of another tab while nothing was said", async () => {
    const { token } = storageKeys("https://help.example", null);
    const chat = await gateway.connected();
    gateway.conversation = "c2";
    gateway.storage.setItem(token, "token of c2");
    chat.storageChanged(token);
    await settled();
    expect(gateway.sessions.at(-1)).toMatchObject({ language: "en", token: "token of c2" });
    expect(chat.session.value?.conversation_id).toBe("c2");
    const sessions = gateway.sessions.length;
    chat.storageChanged(token);
    await settled();
    expect(gateway.sessions).toHaveLength(sessions);
  });

  it("sends what is written while it goes over to another tab's conversation there, and only there", async () => {
    const { token } = storageKeys("https://help.example", null);
    const chat = await gateway.connected();
    gateway.answer = (_, said: { client_id: string; text: string }) => gateway.say(said);
    gateway.conversation = "c2";
    gateway.storage.setItem(token, "token of c2");
    chat.storageChanged(token);
    chat.say({ text: "hello" });
    expect(gateway.requests.filter(([name]) => name === "say")).toEqual([]);
    await settled();
    expect(chat.session.value?.conversation_id).toBe("c2");
    expect(gateway.requests.filter(([name]) => name === "say")).toHaveLength(1);
    expect(chat.events.value.map(({ body }) => body)).toMatchObject([{ text: "hello" }]);
  });

  it("keeps its conversation, whatever another tab stores, once something was said", async () => {
    gateway.log = [event(1, customerSaid("hello"))];
    const chat = await gateway.connected();
    chat.storageChanged(storageKeys("https://help.example", null).token);
    await settled();
    expect(gateway.sessions).toHaveLength(1);
  });

  it("fetches the shop's name again in another language", async () => {
    const chat = await gateway.connected();
    chat.setLanguage("fa");
    await settled();
    expect(gateway.sessions.at(-1)?.language).toBe("fa");
    expect(chat.language.value).toBe("fa");
  });

  it("separates two customers of one browser", async () => {
    const identity = { id: "nika", expires: 1, signature: "0" };
    const visitor = await gateway.connected();
    visitor.memory.keepDraft("mine");
    const nika = await gateway.connected({ identity });
    expect(nika.memory.draft).toBe("");
  });

  it("shows nothing that the browser keeps of a customer before the gateway knows them", async () => {
    const identity = { id: "nika", expires: 1, signature: "0" };
    gateway.down = true;
    const offline = await gateway.connected({ identity });
    offline.say({ text: "hello?" });
    offline.memory.keepDraft("mine");
    expect(offline.outbox.value).toHaveLength(1);
    const again = await gateway.connected({ identity });
    expect(again.known.value).toBe(false);
    expect(again.outbox.value).toEqual([]);
    gateway.down = false;
    await gateway.clock.elapse(1_000);
    await settled();
    expect(again.known.value).toBe(true);
    expect(again.outbox.value.map(({ body }) => body.text)).toEqual(["hello?"]);
    expect(again.memory.draft).toBe("mine");
  });

  it("hands on what was written before the gateway refused the identity, and nothing else", async () => {
    const identity = { id: "nika", expires: 1, signature: "0" };
    gateway.down = true;
    const nika = await gateway.connected({ identity });
    nika.say({ text: "nika's own" });
    nika.stop();
    const onRefused = vi.fn();
    const claimed = await gateway.connected({ identity, onRefused });
    claimed.say({ text: "whoever I am" });
    claimed.memory.keepDraft("and one more");
    gateway.down = false;
    gateway.refuses = "identity_expired";
    await gateway.clock.elapse(1_000);
    await settled();
    expect(onRefused).toHaveBeenCalledOnce();
    expect(asked("say")).toEqual([]);
    claimed.stop();
    gateway.refuses = null;
    const visitor = await gateway.connected();
    await settled();
    expect(asked("say").map(([, said]) => (said as { text: string }).text)).toEqual([
      "whoever I am",
    ]);
    expect(visitor.memory.draft).toBe("and one more");
  });

  it("keeps unsent messages for their customer when the identity expires", async () => {
    const identity = { id: "nika", expires: 1, signature: "0" };
    const onRefused = vi.fn();
    const nika = await gateway.connected({ identity, onRefused });
    gateway.become({ kind: "reconnecting" });
    nika.say({ text: "nika's own" });
    gateway.refuses = "identity_expired";
    gateway.become({ kind: "refused", code: "token_expired", message: "" });
    await gateway.clock.elapse(1_000);
    await settled();
    expect(onRefused).toHaveBeenCalledOnce();
    nika.stop();
    gateway.refuses = null;
    expect((await gateway.connected()).outbox.value).toEqual([]);
    await gateway.connected({ identity });
    await settled();
    expect(asked("say")).toHaveLength(1);
  });

  it("renews a visitor's token while the page stays open", async () => {
    await gateway.connected();
    await gateway.clock.elapse(13 * 3_600_000);
    await settled();
    expect(gateway.sessions.at(-1)).toEqual({ language: "en", token: "token of c1" });
  });

  it("marks events delivered when they come, and read once they are seen", async () => {
    gateway.log = [event(1, botSaid("hello"))];
    const chat = await gateway.connected();
    expect(asked("mark")).toEqual([["mark", { delivered: 1, read: 0 }]]);
    chat.saw();
    gateway.commit(botSaid("and this?"));
    chat.saw();
    await gateway.clock.elapse(1_000);
    expect(asked("mark").slice(1)).toEqual([["mark", { delivered: 2, read: 2 }]]);
    expect(chat.marks.value.customer).toEqual({ delivered: 2, read: 2 });
  });

  it("knows both sides' marks from its first page on, and follows them", async () => {
    gateway.marks = {
      customer: { delivered: 3, read: 3 },
      staff: { delivered: 2, read: 0 },
    };
    const chat = await gateway.connected();
    expect(chat.marks.value).toEqual(gateway.marks);
    gateway.push("mark", { side: "staff", mark: { delivered: 2, read: 2 } });
    gateway.push("mark", { side: "staff", mark: { delivered: 1, read: 1 } });
    expect(chat.marks.value.staff).toEqual({ delivered: 2, read: 2 });
  });

  it("reports after a reconnect what was seen meanwhile", async () => {
    gateway.log = [event(1, botSaid("hello"))];
    const chat = await gateway.connected();
    await gateway.clock.elapse(1_000);
    gateway.become({ kind: "reconnecting" });
    chat.saw();
    await gateway.clock.elapse(5_000);
    expect(asked("mark")).toHaveLength(1);
    gateway.become({ kind: "connected" });
    await settled();
    expect(asked("mark").at(-1)).toEqual(["mark", { delivered: 1, read: 1 }]);
  });

  it("carries no marks over to another conversation", async () => {
    gateway.log = [event(1, botSaid("old"))];
    gateway.marks = { ...gateway.marks, staff: { delivered: 9, read: 9 } };
    const chat = await gateway.connected();
    chat.saw();
    gateway.conversation = "c2";
    gateway.log = [];
    gateway.marks = { ...gateway.marks, staff: { delivered: 0, read: 0 } };
    gateway.become({ kind: "refused", code: "token_invalid", message: "" });
    await gateway.clock.elapse(1_000);
    await settled();
    const none = { delivered: 0, read: 0 };
    expect(chat.marks.value).toEqual({ customer: none, staff: none });
  });

  it("hands files that nobody has begun to send to the same customer's next chat, and to no other", async () => {
    gateway.fileBytes = 100;
    const file = new File(["x"], "box.png");
    const nika = { id: "nika", expires: 1, signature: "s" };
    const begun = await gateway.connected({ identity: nika });
    expect(begun.files.value).toBeNull();
    begun.attach([file]);
    begun.stop();
    const next = gateway.chat({ identity: nika });
    expect([next.resumes, next.files.value]).toEqual([true, [file]]);
    next.stop();
    const visitor = gateway.chat();
    expect([visitor.resumes, visitor.files.value]).toEqual([false, null]);
    visitor.stop();
    expect(gateway.chat({ identity: nika }).files.value).toBeNull();
  });

  it("keeps no file of a customer who has left", async () => {
    gateway.fileBytes = 100;
    const chat = await gateway.connected();
    chat.attach([new File(["x"], "box.png")]);
    vi.stubGlobal("fetch", async () => ({ ok: true }));
    await chat.leave();
    vi.unstubAllGlobals();
    chat.stop();
    expect(gateway.chat().files.value).toBeNull();
  });

  it("goes quiet when it is stopped", async () => {
    const chat = await gateway.connected();
    chat.stop();
    chat.say({ text: "too late" });
    await gateway.clock.elapse(60_000);
    expect(asked("say")).toEqual([]);
    expect(chat.link.value.kind).toBe("idle");
  });
});

describe("a command", () => {
  it("is sent at once", async () => {
    const chat = await gateway.connected();
    await chat.run("request_person");
    expect(asked("request_person")).toEqual([["request_person", {}]]);
    expect(chat.notice.value).toBeNull();
  });

  it("is kept without a connection, with a notice, and sent when it is back", async () => {
    const chat = await gateway.connected();
    gateway.become({ kind: "reconnecting" });
    await chat.run("request_person");
    expect(chat.notice.value).toEqual({ kind: "later" });
    gateway.become({ kind: "connected" });
    await settled();
    expect(asked("request_person")).toHaveLength(1);
    expect(chat.notice.value).toBeNull();
  });

  it("for a person says that a ticket already has one", async () => {
    gateway.state = stateOf({ owner: "ticket" });
    const chat = await gateway.connected();
    await chat.run("request_person");
    expect(chat.notice.value).toEqual({ kind: "noted" });
  });

  it("shows why it was refused", async () => {
    const chat = await gateway.connected();
    gateway.answer = () => refused("illegal_move");
    await chat.run("open_ticket");
    expect(chat.notice.value).toEqual({ kind: "failed", code: "illegal_move" });
  });

  it("leaves a contact, or says why not", async () => {
    const chat = await gateway.connected();
    expect(await chat.leaveContact({ email: "nika@mail.example" })).toBeNull();
    gateway.answer = () => refused("invalid_input");
    expect(await chat.leaveContact({ email: "nika" })).toBe("invalid_input");
  });
});

describe("an end", () => {
  it("closes the conversation, and sends nothing more that would open it again", async () => {
    const chat = await gateway.connected();
    await chat.end();
    chat.say({ text: "one more" });
    await settled();
    expect(gateway.requests.map(([name]) => name).filter((name) => name !== "sync")).toEqual([
      "end_chat",
    ]);
  });

  it("goes on without a connection, and without an answer in time", async () => {
    const chat = await gateway.connected();
    gateway.become({ kind: "reconnecting" });
    await chat.end();
    gateway.become({ kind: "connected" });
    gateway.answer = () => new Promise(() => undefined) as never;
    let ended = false;
    void chat.end().then(() => {
      ended = true;
    });
    await settled();
    expect(ended).toBe(false);
    await gateway.clock.elapse(2_000);
    expect(ended).toBe(true);
  });
});

describe("typing", () => {
  const typing = () =>
    asked("typing").map(([, payload]) => (payload as { active: boolean }).active);

  it("is sent at most every three seconds, and ended after a pause", async () => {
    const chat = await gateway.connected();
    chat.writing();
    chat.writing();
    expect(typing()).toEqual([true]);
    await gateway.clock.elapse(3_000);
    chat.writing();
    await gateway.clock.elapse(5_000);
    expect(typing()).toEqual([true, true, false]);
  });

  it("ends with what was being written", async () => {
    const chat = await gateway.connected();
    chat.writing();
    chat.say({ text: "hi" });
    expect(typing()).toEqual([true, false]);
  });

  it("of the other side shows until it says something, or falls silent", async () => {
    const chat = await gateway.connected();
    gateway.push("typing", { by: "bot", active: true });
    expect(chat.typing.value).toBe("bot");
    gateway.commit(botSaid("here"));
    expect(chat.typing.value).toBeNull();
    gateway.push("typing", { by: "agent", active: true });
    await gateway.clock.elapse(10_000);
    expect(chat.typing.value).toBeNull();
  });
});
