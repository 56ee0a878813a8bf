/** The rules that the fault suite's people keep as well: both are held to the same cases. */
import { describe, expect, it } from "vitest";
import rules from "../../contracts/client_rules.json";
import {
  type Ack,
  createLog,
  createOutbox,
  type Done,
  type Event,
  isPassing,
  NoAnswer,
  safeStorage,
  staffGap,
  visitorGap,
} from "../src";
import { Clock, settled } from "./clock";
import { event, seqs } from "./events";

const PAGE = 2;
const RESTS = 10; // the longest of these queues is done after six

describe.each(Object.entries(rules.passing))("a refusal with %s", (code, passing) => {
  it(passing ? "may pass" : "is for good", () => {
    expect(isPassing(code)).toBe(passing);
  });
});

function answerOf(kind: string, seq: number): Ack<Done> {
  if (kind === "none") throw new NoAnswer("timeout");
  if (kind === "ack") return { ok: true, seq, at: "2026-11-22T10:00:00Z" };
  return { ok: false, error: { code: kind, message: kind, id: null, data: {} } };
}

describe("an outbox", () => {
  it.each(rules.outbox)("$name", async ({ messages, answers, sent, refused }) => {
    const clock = new Clock();
    const asked: { text: string; client_id: string }[] = [];
    const left = [...answers];
    const outbox = createOutbox<{ text: string }>({
      storage: safeStorage(() => {
        throw new Error("no storage");
      }),
      key: "outbox",
      timers: clock,
      send: async ({ body, client_id }) => {
        asked.push({ text: body.text, client_id });
        return answerOf(left.shift() ?? "ack", asked.length);
      },
    });
    for (const text of messages) outbox.add({ text });
    for (let rest = 0; rest < RESTS; rest++) {
      outbox.resume();
      await settled();
      await clock.elapse(60_000);
    }
    expect(asked.map(({ text }) => text)).toEqual(sent);
    expect(new Set(asked.map(({ client_id }) => client_id)).size).toBe(messages.length);
    const failed = outbox.items.filter((item) => item.state === "failed");
    expect(Object.fromEntries(failed.map((item) => [item.body.text, item.code]))).toEqual(refused);
  });
});

/** One of these: the server records events, pushes events, or names its last seq. */
interface Move {
  record?: number[][];
  push?: number[][];
  head?: number;
}

const logged = (pairs: number[][]): Event[] =>
  pairs.map(([seq, after]) => event(seq as number, after));

describe("a log", () => {
  it.each(rules.log)("$name", async ({ reader, recorded, moves, shown, asked }) => {
    const stored = logged(recorded);
    const pages: number[] = [];
    const log = createLog({
      gapRule: reader === "staff" ? staffGap : visitorGap,
      timers: new Clock(),
      onChange: () => {},
      fetchPage: async (after) => {
        pages.push(after);
        const rest = stored.filter((each) => each.seq > after);
        return { events: rest.slice(0, PAGE), more: rest.length > PAGE };
      },
    });
    await log.load();
    for (const move of moves as Move[]) {
      stored.push(...logged(move.record ?? []));
      log.receive(logged(move.push ?? []));
      log.expect(move.head ?? 0);
      await settled();
    }
    expect(seqs(log.events)).toEqual(shown);
    expect(pages).toEqual(asked);
  });
});
