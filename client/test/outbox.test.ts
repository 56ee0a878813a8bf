import { describe, expect, it, vi } from "vitest";
import {
  type Ack,
  createOutbox,
  type Done,
  moveMessages,
  NoAnswer,
  type OutboxItem,
  safeStorage,
  type TextStorage,
} from "../src";
import { Clock, settled } from "./clock";

interface Message {
  text: string;
}

const done = (seq: number): Done => ({ ok: true, seq, at: "2026-11-22T10:00:00Z" });

const refused = (code: string, data: Record<string, number> = {}): Ack<Done> => ({
  ok: false,
  error: { code, message: code, id: null, data },
});

const memory = (): TextStorage =>
  safeStorage(() => {
    throw new Error("no storage");
  });

function sender(storage = memory()) {
  const clock = new Clock();
  const send = vi.fn<(item: OutboxItem<Message>) => Promise<Ack<Done>>>(async () => done(1));
  const outbox = createOutbox<Message>({ storage, key: "outbox", send, timers: clock });
  const texts = () => send.mock.calls.map(([item]) => item.body.text);
  const states = () => outbox.items.map((item) => [item.body.text, item.state]);
  return { outbox, send, clock, storage, texts, states };
}

describe("an outbox", () => {
  it("keeps messages while there is no connection, and sends them in order after", async () => {
    const { outbox, texts, states } = sender();
    outbox.add({ text: "one" });
    outbox.add({ text: "two" });
    expect(texts()).toEqual([]);
    outbox.resume();
    await settled();
    expect(texts()).toEqual(["one", "two"]);
    expect(states()).toEqual([
      ["one", "sent"],
      ["two", "sent"],
    ]);
  });

  it("sends one at a time", async () => {
    const { outbox, send, texts } = sender();
    let answer = (_: Ack<Done>) => {};
    send.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    outbox.resume();
    outbox.add({ text: "one" });
    outbox.add({ text: "two" });
    await settled();
    expect(texts()).toEqual(["one"]);
    answer(done(1));
    await settled();
    expect(texts()).toEqual(["one", "two"]);
  });

  it("survives a reload: what was not acknowledged is sent again under the same id", async () => {
    const first = sender();
    first.send.mockRejectedValue(new NoAnswer("timeout"));
    first.outbox.resume();
    const id = first.outbox.add({ text: "one" });
    await settled();
    const second = sender(first.storage);
    second.outbox.resume();
    await settled();
    expect(second.send.mock.calls[0]?.[0].client_id).toBe(id);
  });

  it("forgets in its storage what was acknowledged, and shows it until the log does", async () => {
    const { outbox, storage, states } = sender();
    outbox.resume();
    const id = outbox.add({ text: "one" });
    await settled();
    expect(storage.getItem("outbox")).toBeNull();
    expect(states()).toEqual([["one", "sent"]]);
    outbox.settle([id, "another"]);
    expect(states()).toEqual([]);
  });

  it("drops what the log shows even though the ack was lost", async () => {
    const { outbox, send, states, storage } = sender();
    send.mockRejectedValue(new NoAnswer("offline"));
    outbox.resume();
    const id = outbox.add({ text: "one" });
    await settled();
    outbox.settle([id]);
    expect(states()).toEqual([]);
    expect(storage.getItem("outbox")).toBeNull();
  });

  it.each(["rate_limited", "unavailable", "internal"])("retries after %s", async (code) => {
    const { outbox, send, clock, states } = sender();
    send.mockResolvedValueOnce(refused(code));
    outbox.resume();
    outbox.add({ text: "one" });
    await settled();
    expect(states()).toEqual([["one", "waiting"]]);
    await clock.elapse(500);
    expect(states()).toEqual([["one", "sent"]]);
  });

  it("waits as long as a rate limit asks for", async () => {
    const { outbox, send, clock } = sender();
    send.mockResolvedValueOnce(refused("rate_limited", { retry_after: 7 }));
    outbox.resume();
    outbox.add({ text: "one" });
    await settled();
    await clock.elapse(6_900);
    expect(send).toHaveBeenCalledTimes(1);
    await clock.elapse(100);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("does not let a later message overtake one that is waiting for a retry", async () => {
    const { outbox, send, clock, texts } = sender();
    send.mockResolvedValueOnce(refused("unavailable"));
    outbox.resume();
    outbox.add({ text: "one" });
    await settled();
    outbox.add({ text: "two" });
    await settled();
    await clock.elapse(500);
    expect(texts()).toEqual(["one", "one", "two"]);
  });

  it("waits longer after each failure, and starts over after a success", async () => {
    const { outbox, send, clock } = sender();
    send.mockRejectedValueOnce(new NoAnswer("timeout"));
    send.mockRejectedValueOnce(new NoAnswer("timeout"));
    outbox.resume();
    outbox.add({ text: "one" });
    await settled();
    await clock.elapse(500);
    await clock.elapse(499);
    expect(send).toHaveBeenCalledTimes(2); // half of the pause is certain, the other half chance
    await clock.elapse(501);
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("marks a permanent refusal as failed with its code, and sends the next", async () => {
    const { outbox, send, states, storage } = sender();
    send.mockResolvedValueOnce(refused("text_too_long"));
    outbox.resume();
    outbox.add({ text: "one" });
    outbox.add({ text: "two" });
    await settled();
    expect(states()).toEqual([
      ["one", "failed"],
      ["two", "sent"],
    ]);
    expect(outbox.items[0]?.code).toBe("text_too_long");
    expect(sender(storage).states()).toEqual([["one", "failed"]]);
  });

  it("sends a failed message again when asked, or deletes it", async () => {
    const { outbox, send, states } = sender();
    send.mockResolvedValueOnce(refused("not_allowed"));
    send.mockResolvedValueOnce(refused("not_allowed"));
    outbox.resume();
    const one = outbox.add({ text: "one" });
    const two = outbox.add({ text: "two" });
    await settled();
    outbox.retry(one);
    outbox.remove(two);
    await settled();
    expect(states()).toEqual([["one", "sent"]]);
  });

  it("sends nothing while paused, and again after", async () => {
    const { outbox, send, clock } = sender();
    send.mockRejectedValueOnce(new NoAnswer("offline"));
    outbox.resume();
    outbox.add({ text: "one" });
    await settled();
    outbox.pause();
    await clock.elapse(60_000);
    expect(send).toHaveBeenCalledTimes(1);
    outbox.resume();
    await settled();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("shares its storage with another tab without losing either's messages", async () => {
    const one = sender();
    const two = sender(one.storage);
    one.outbox.add({ text: "from one" });
    two.outbox.add({ text: "from two" });
    one.outbox.reload();
    expect(one.states()).toEqual([
      ["from one", "waiting"],
      ["from two", "waiting"],
    ]);
    one.outbox.resume();
    await settled();
    two.outbox.reload();
    expect(two.states()).toEqual([]);
  });

  it("starts empty on a storage that holds something else", () => {
    const storage = memory();
    storage.setItem("outbox", '{"half":');
    expect(sender(storage).states()).toEqual([]);
    storage.setItem("outbox", '[{"text":"no id"},null]');
    expect(sender(storage).states()).toEqual([]);
  });

  it("hands some of its messages over to another outbox, behind what is there", () => {
    const { outbox, storage } = sender();
    const [first, second] = ["mine", "whose?"].map((text) => outbox.add({ text }));
    storage.setItem("other", storage.getItem("outbox") ?? "");
    moveMessages(storage, "outbox", "outbox", new Set([first as string]));
    moveMessages(storage, "outbox", "other", new Set([second as string, "of nobody"]));
    const kept = (key: string) =>
      JSON.parse(storage.getItem(key) ?? "[]").map((item: OutboxItem<Message>) => item.body.text);
    expect(kept("outbox")).toEqual(["mine"]);
    expect(kept("other")).toEqual(["mine", "whose?", "whose?"]);
  });
});
