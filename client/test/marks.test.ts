import { describe, expect, it } from "vitest";
import {
  type Ack,
  createMarker,
  laterMarks,
  type Mark,
  NOTHING,
  NoAnswer,
  type Noted,
  receiptOf,
} from "../src";
import { Clock, settled } from "./clock";

const delivered = (seq: number): Mark => ({ delivered: seq, read: 0 });
const read = (seq: number): Mark => ({ delivered: seq, read: seq });
const refused = (code: string): Ack<Noted> => ({
  ok: false,
  error: { code, message: "", id: null, data: {} },
});

/** A marker, and a server that a test can make slow. */
function scene() {
  const clock = new Clock();
  const sent: Mark[] = [];
  const server = {
    answer: (): Ack<Noted> | Promise<Ack<Noted>> => ({ ok: true }),
  };
  const marker = createMarker({
    timers: clock,
    send: async (mark) => {
      sent.push(mark);
      return server.answer();
    },
  });
  return { clock, sent, server, marker };
}

describe("marks", () => {
  it("take the greater of each cursor, on each side", () => {
    const one = { customer: { delivered: 4, read: 1 }, staff: read(2) };
    expect(laterMarks(one, { customer: { delivered: 3, read: 3 } })).toEqual({
      customer: { delivered: 4, read: 3 },
      staff: read(2),
    });
  });

  it("say what has become of a message", () => {
    const mark = { delivered: 5, read: 3 };
    expect([3, 4, 5, 6].map((seq) => receiptOf(seq, mark))).toEqual([
      "seen",
      "delivered",
      "delivered",
      "sent",
    ]);
    expect(receiptOf(1, NOTHING)).toBe("sent");
  });
});

describe("a marker", () => {
  it("sends at once, and combines what is noted in one tick", async () => {
    const { sent, marker } = scene();
    marker.note(delivered(3));
    marker.note(read(3));
    await settled();
    expect(sent).toEqual([read(3)]);
  });

  it("collects what comes within a second of the previous mark", async () => {
    const { clock, sent, marker } = scene();
    marker.note(read(1));
    await settled();
    for (const seq of [2, 3, 4]) marker.note(read(seq));
    await clock.elapse(999);
    expect(sent).toEqual([read(1)]);
    await clock.elapse(1);
    expect(sent).toEqual([read(1), read(4)]);
  });

  it("has one in flight at a time, however long it takes", async () => {
    const { clock, sent, server, marker } = scene();
    let answer = (_: Ack<Noted>) => {};
    server.answer = () => new Promise((resolve) => (answer = resolve));
    marker.note(read(1));
    await settled();
    marker.note(read(2));
    await clock.elapse(5_000);
    expect(sent).toEqual([read(1)]);
    answer({ ok: true });
    await settled();
    await clock.elapse(1_000);
    expect(sent).toEqual([read(1), read(2)]);
  });

  it("sends immediately when the page is about to go, and nothing twice", async () => {
    const { clock, sent, marker } = scene();
    marker.note(delivered(1));
    await settled();
    marker.note(read(1));
    marker.hurry();
    marker.hurry();
    await settled();
    marker.hurry();
    expect(sent).toEqual([delivered(1), read(1)]);
    await clock.elapse(1_000);
    await clock.elapse(1_000);
    expect(sent).toHaveLength(2);
  });

  it("never goes back, and sends nothing twice", async () => {
    const { clock, sent, marker } = scene();
    marker.note(read(5));
    await settled();
    marker.note(read(4));
    marker.note(delivered(5));
    await clock.elapse(1_000);
    await clock.elapse(1_000);
    expect(sent).toEqual([read(5)]);
    expect(clock.waiting).toBe(0);
  });

  it("resends what got no answer", async () => {
    const { clock, sent, server, marker } = scene();
    server.answer = () => Promise.reject(new NoAnswer("timeout"));
    marker.note(read(1));
    await settled();
    server.answer = () => ({ ok: true });
    await clock.elapse(1_000);
    expect(sent).toEqual([read(1), read(1)]);
    await clock.elapse(1_000);
    expect(sent).toHaveLength(2);
  });

  it("waits without a connection, and sends the last mark when it is back", async () => {
    const { clock, sent, marker } = scene();
    marker.pause();
    marker.note(read(1));
    marker.note(read(2));
    await clock.elapse(60_000);
    expect(sent).toEqual([]);
    marker.resume();
    await settled();
    expect(sent).toEqual([read(2)]);
  });

  it("does not send, once paused, what could not be sent before", async () => {
    const { clock, sent, server, marker } = scene();
    server.answer = () => Promise.reject(new NoAnswer("offline"));
    marker.note(read(1));
    await settled();
    marker.pause();
    await clock.elapse(60_000);
    expect(sent).toEqual([read(1)]);
    expect(clock.waiting).toBe(0);
    marker.resume();
    await settled();
    expect(sent).toHaveLength(2);
  });

  it("retries after a transient refusal, and not after a permanent one", async () => {
    const { clock, sent, server, marker } = scene();
    server.answer = () => refused("rate_limited");
    marker.note(read(1));
    await settled();
    server.answer = () => refused("not_owner");
    await clock.elapse(1_000);
    await clock.elapse(1_000);
    expect(sent).toEqual([read(1), read(1)]);
    marker.note(read(2));
    await settled();
    expect(sent.at(-1)).toEqual(read(2));
  });
});
