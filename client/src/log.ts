/**
 * A reader's cursor over the log of one conversation.
 *
 * First load and recovery are one path: `sync(after)` page by page until nothing is missing. A gap
 * in pushed events starts the same walk; known events are ignored.
 */
import type { Event } from "./protocol";
import type { Timers } from "./timers";
import { createWalk } from "./walk";

export interface LogPage {
  events: Event[];
  more: boolean;
}

/** Whether something is missing between the cursor and this pushed event. */
export type GapRule = (event: Event, cursor: number) => boolean;

/** Customers do not see every seq: `after` names the public event before this one. */
export const visitorGap: GapRule = (event, cursor) => event.after > cursor;

/** Staff see every seq. */
export const staffGap: GapRule = (event, cursor) => event.seq > cursor + 1;

export interface LogOptions {
  /** One page of the events after the cursor; rejects when it is unavailable now. */
  fetchPage(after: number): Promise<LogPage>;
  /** The events so far, in order; called after each change. */
  onChange(events: readonly Event[]): void;
  /** A walk failed and will be retried. */
  onError?(error: unknown): void;
  gapRule: GapRule;
  timers?: Timers;
}

export interface Log {
  readonly events: readonly Event[];
  /** The seq of the last known event, 0 before the first. */
  readonly cursor: number;
  /** Resolves when nothing is missing any more, or when the log is stopped. */
  load(): Promise<void>;
  receive(events: readonly Event[]): void;
  /** The server reports `head` as its last event: load if it is ahead of the cursor. */
  expect(head: number): void;
  stop(): void;
}

export function createLog(options: LogOptions): Log {
  const events: Event[] = [];
  const walk = createWalk({ ...options, fetchPage: () => options.fetchPage(cursor()), take });

  const cursor = () => events.at(-1)?.seq ?? 0;

  function append(news: readonly Event[]): void {
    const fresh = news.filter((event) => event.seq > cursor());
    if (fresh.length === 0) return;
    for (const event of fresh) if (event.seq > cursor()) events.push(event);
    options.onChange([...events]);
  }

  function take({ events: news, more }: LogPage): boolean {
    append(news);
    if (more && news.length === 0) throw new Error("a page of the log brought nothing");
    return more;
  }

  function receive(pushed: readonly Event[]): void {
    for (const event of pushed) {
      if (event.seq <= cursor()) continue;
      if (options.gapRule(event, cursor())) {
        void walk.load();
        return;
      }
      append([event]);
    }
  }

  return {
    get events() {
      return events;
    },
    get cursor() {
      return cursor();
    },
    load: walk.load,
    receive,
    expect(head) {
      if (head > cursor()) void walk.load();
    },
    stop: walk.stop,
  };
}
