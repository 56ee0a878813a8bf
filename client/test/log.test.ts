import { describe, expect, it, vi } from "vitest";
import { createLog, type Event, type LogPage, staffGap, visitorGap } from "../src";
import { Clock, settled } from "./clock";
import { event, seqs } from "./events";

/** A server that holds `events` and answers in pages of `size`. */
function server(events: Event[], size = 2) {
  return vi.fn(async (after: number): Promise<LogPage> => {
    const rest = events.filter((each) => each.seq > after);
    return { events: rest.slice(0, size), more: rest.length > size };
  });
}

function reader(fetchPage: (after: number) => Promise<LogPage>, gapRule = staffGap) {
  const clock = new Clock();
  const seen: number[][] = [];
  const errors: unknown[] = [];
  const log = createLog({
    fetchPage,
    gapRule,
    timers: clock,
    onChange: (events) => seen.push(seqs(events)),
    onError: (error) => errors.push(error),
  });
  return { log, clock, seen, errors };
}

describe("a log", () => {
  it("loads page by page until nothing is missing", async () => {
    const fetchPage = server([1, 2, 3, 4, 5].map((seq) => event(seq)));
    const { log } = reader(fetchPage);
    await log.load();
    expect(seqs(log.events)).toEqual([1, 2, 3, 4, 5]);
    expect(fetchPage.mock.calls).toEqual([[0], [2], [4]]);
  });

  it("takes a pushed event that follows, without asking the server", async () => {
    const fetchPage = server([event(1)]);
    const { log } = reader(fetchPage);
    await log.load();
    log.receive([event(2)]);
    expect(seqs(log.events)).toEqual([1, 2]);
    expect(fetchPage).toHaveBeenCalledTimes(1);
  });

  it("ignores what it knows already", async () => {
    const { log, seen } = reader(server([event(1), event(2)]));
    await log.load();
    log.receive([event(1), event(2)]);
    expect(seen).toEqual([[1, 2]]);
  });

  it("fetches what is missing when a push leaves a gap", async () => {
    const events = [event(1)];
    const { log } = reader(server(events));
    await log.load();
    events.push(event(2), event(3), event(4));
    log.receive([event(4)]);
    await settled();
    expect(seqs(log.events)).toEqual([1, 2, 3, 4]);
  });

  it("sees no gap where only internal events lie between", async () => {
    const fetchPage = server([event(1)]);
    const { log } = reader(fetchPage, visitorGap);
    await log.load();
    log.receive([event(5, 1)]);
    expect(seqs(log.events)).toEqual([1, 5]);
    expect(fetchPage).toHaveBeenCalledTimes(1);
  });

  it("sees a gap when the public event before is unknown", async () => {
    const events = [event(1), event(3, 1), event(6, 3)];
    const { log } = reader(server(events), visitorGap);
    log.receive([event(6, 3)]);
    await settled();
    expect(seqs(log.events)).toEqual([1, 3, 6]);
  });

  it("keeps order and takes each event once when pushes arrive during a load", async () => {
    const events = [event(1), event(2), event(3)];
    const { log } = reader(server(events));
    const loading = log.load();
    log.receive([event(1)]);
    log.receive([event(3)]);
    await loading;
    expect(seqs(log.events)).toEqual([1, 2, 3]);
  });

  it("walks once more when requested during a walk, and never concurrently", async () => {
    let release = (_: LogPage) => {};
    const fetchPage = vi.fn(
      (_after: number) =>
        new Promise<LogPage>((resolve) => {
          release = resolve;
        }),
    );
    const { log } = reader(fetchPage);
    const loading = log.load();
    void log.load();
    expect(fetchPage).toHaveBeenCalledTimes(1);
    release({ events: [event(1)], more: false });
    await settled();
    expect(fetchPage.mock.calls).toEqual([[0], [1]]);
    release({ events: [], more: false });
    await loading;
    expect(seqs(log.events)).toEqual([1]);
  });

  it("loads when the server's head is ahead of the cursor, and only then", async () => {
    const fetchPage = server([event(1)]);
    const { log } = reader(fetchPage);
    log.expect(1);
    await settled();
    log.expect(1);
    await settled();
    expect(fetchPage).toHaveBeenCalledTimes(1);
    expect(log.cursor).toBe(1);
  });

  it("retries with back-off until the server answers", async () => {
    const fetchPage = server([event(1)]);
    fetchPage.mockRejectedValueOnce(new Error("cut"));
    fetchPage.mockRejectedValueOnce(new Error("cut"));
    const { log, clock, errors } = reader(fetchPage);
    const loading = log.load();
    await settled();
    await clock.elapse(500);
    await clock.elapse(500);
    expect(fetchPage).toHaveBeenCalledTimes(2);
    await clock.elapse(500);
    await loading;
    expect(seqs(log.events)).toEqual([1]);
    expect(errors).toHaveLength(2);
  });

  it("cuts its back-off short when it is asked to load again", async () => {
    const fetchPage = server([event(1)]);
    fetchPage.mockRejectedValueOnce(new Error("cut"));
    const { log } = reader(fetchPage);
    void log.load();
    await settled();
    await log.load();
    expect(seqs(log.events)).toEqual([1]);
  });

  it("does not loop on a page that promises more and brings nothing", async () => {
    const fetchPage = vi.fn(async () => ({ events: [], more: true }));
    const { log, errors } = reader(fetchPage);
    void log.load();
    await settled();
    expect(fetchPage).toHaveBeenCalledTimes(1);
    expect(errors).toHaveLength(1);
    log.stop();
  });

  it("stops: no more requests, and waiting callers are released", async () => {
    const fetchPage = vi.fn(async () => Promise.reject(new Error("cut")));
    const { log, clock } = reader(fetchPage);
    const loading = log.load();
    await settled();
    log.stop();
    await loading;
    await clock.elapse(60_000);
    expect(fetchPage).toHaveBeenCalledTimes(1);
  });
});
