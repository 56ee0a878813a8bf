/**
 * Messages waiting to be sent.
 *
 * The outbox keeps them in storage until the server has acknowledged them, sends them in order,
 one
 * at a time, and resends after a reconnect: the server answers a resend with its first ack, so
 * nothing is duplicated. Transient errors are retried; a permanent refusal marks the item as
 * failed, and the next one goes out.
 *
 * An acknowledged item leaves the storage at once and stays in `items` as `sent` until `settle`
 * says that the log shows it, so that it never flickers.
 */
import { v7 as uuid } from "uuid";
import { type Ack, isPassing, retryAfter } from "./errors";
import type { Done } from "./protocol";
import type { TextStorage } from "./storage";
import { backOff, browserTimers, type Timers } from "./timers";

export interface OutboxItem<T> {
  client_id: string;
  body: T;
  /** When it was written, ISO 8601. */
  at: string;
  state: "waiting" | "sending" | "sent" | "failed";
  /** The code of its permanent failure. */
  code?: string;
}

export interface OutboxOptions<T> {
  storage: TextStorage;
  key: string;
  /** Rejects when no answer came; the item is then sent again. */
  send(item: OutboxItem<T>): Promise<Ack<Done>>;
  onChange?(items: readonly OutboxItem<T>[]): void;
  timers?: Timers;
  now?(): Date;
}

export interface Outbox<T> {
  readonly items: readonly OutboxItem<T>[];
  /** Keeps the message and, when resumed, sends it; returns its `client_id`. */
  add(body: T): string;
  /** Connected: send what is waiting. */
  resume(): void;
  /** Disconnected: keep what is there. */
  pause(): void;
  /** Sends a failed item again, after those that are waiting now. */
  retry(clientId: string): void;
  remove(clientId: string): void;
  /** The log shows these messages. */
  settle(clientIds: Iterable<string>): void;
  /** Another tab has changed the storage. */
  reload(): void;
}

type Place = Pick<OutboxOptions<unknown>, "storage" | "key">;

type Stored<T> = Pick<OutboxItem<T>, "client_id" | "body" | "at" | "code">;

const FIRST_RETRY = 500;
const LAST_RETRY = 15_000;

export function createOutbox<T>(options: OutboxOptions<T>): Outbox<T> {
  const timers = options.timers ?? browserTimers;
  const now = options.now ?? (() => new Date());
  let items = read<T>(options).map((stored) => restored(stored));
  let running = false;
  let inFlight: string | null = null;
  let attempt = 0;
  let timer: unknown = null;

  function change(next: OutboxItem<T>[]): void {
    items = next;
    options.onChange?.(items);
  }

  /** Applies a change to the *current* storage: another tab may have written since. */
  function store(next: (stored: Stored<T>[]) => Stored<T>[]): void {
    write(options, next(read<T>(options)));
  }

  function forget(ids: ReadonlySet<string>): void {
    store((stored) => stored.filter((item) => !ids.has(item.client_id)));
  }

  function patch(id: string, fields: Partial<OutboxItem<T>>): void {
    if (!items.some((item) => item.client_id === id)) return; // the log shows it already
    change(items.map((item) => (item.client_id === id ? { ...item, ...fields } : item)));
  }

  function later(delay: number): void {
    timers.clear(timer);
    timer = timers.set(() => {
      timer = null;
      pump();
    }, delay);
  }

  function pump(): void {
    if (!running || inFlight || timer !== null) return;
    const next = items.find((item) => item.state === "waiting");
    if (!next) return;
    inFlight = next.client_id;
    patch(next.client_id, { state: "sending" });
    options.send(next).then(
      (ack) => answered(next.client_id, ack),
      () => postpone(next.client_id, 0),
    );
  }

  function answered(id: string, ack: Ack<Done>): void {
    if (!ack.ok && isPassing(ack.error.code)) {
      postpone(id, retryAfter(ack.error));
      return;
    }
    inFlight = null;
    attempt = 0;
    if (ack.ok) {
      forget(new Set([id]));
      patch(id, { state: "sent" });
    } else {
      const code = ack.error.code;
      store((stored) => stored.map((item) => (item.client_id === id ? { ...item, code } : item)));
      patch(id, { state: "failed", code });
    }
    pump();
  }

  function postpone(id: string, asked: number): void {
    inFlight = null;
    patch(id, { state: "waiting" });
    if (running) later(Math.max(asked, backOff(attempt++, FIRST_RETRY, LAST_RETRY)));
  }

  function drop(ids: ReadonlySet<string>): void {
    if (!items.some((item) => ids.has(item.client_id))) return;
    forget(ids);
    change(items.filter((item) => !ids.has(item.client_id)));
  }

  return {
    get items() {
      return items;
    },
    add(body) {
      const item = { client_id: uuid(), body, at: now().toISOString() };
      store((stored) => [...stored, item]);
      change([...items, { ...item, state: "waiting" }]);
      pump();
      return item.client_id;
    },
    resume() {
      running = true;
      attempt = 0;
      timers.clear(timer);
      timer = null;
      pump();
    },
    pause() {
      running = false;
      timers.clear(timer);
      timer = null;
    },
    retry(id) {
      const item = items.find((each) => each.client_id === id && each.state === "failed");
      if (!item) return;
      const { client_id, body, at } = item;
      store((stored) => [
        ...stored.filter((each) => each.client_id !== id),
        { client_id, body, at },
      ]);
      change([
        ...items.filter((each) => each.client_id !== id),
        { client_id, body, at, state: "waiting" },
      ]);
      pump();
    },
    remove: (id) => drop(new Set([id])),
    settle: (ids) => drop(new Set(ids)),
    reload() {
      change(merged(items, read<T>(options).map(restored)));
      pump();
    },
  };
}

/** Appends the matching messages of one outbox to another; neither may be open. */
export function moveMessages(
  storage: TextStorage,
  from: string,
  to: string,
  ids: ReadonlySet<string>,
): void {
  if (from === to) return;
  const stored = read<unknown>({ storage, key: from });
  const moved = stored.filter((item) => ids.has(item.client_id));
  if (moved.length === 0) return;
  write({ storage, key: to }, [...read<unknown>({ storage, key: to }), ...moved]);
  write(
    { storage, key: from },
    stored.filter((item) => !ids.has(item.client_id)),
  );
}

function restored<T>(stored: Stored<T>): OutboxItem<T> {
  return { ...stored, state: stored.code === undefined ? "waiting" : "failed" };
}

/** The storage is authoritative, but only this tab knows what it is sending or has sent. */
function merged<T>(mine: OutboxItem<T>[], stored: OutboxItem<T>[]): OutboxItem<T>[] {
  const known = new Map(mine.map((item) => [item.client_id, item]));
  const sent = mine.filter((item) => item.state === "sent");
  const open = stored.map((item) => {
    const own = known.get(item.client_id);
    return own?.state === "sending" || own?.state === "sent" ? own : item;
  });
  const ids = new Set(open.map((item) => item.client_id));
  return [...sent.filter((item) => !ids.has(item.client_id)), ...open];
}

function read<T>({ storage, key }: Place): Stored<T>[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isStored<T>) : [];
  } catch {
    return []; // foreign or truncated: nothing in it can be sent
  }
}

function isStored<T>(value: unknown): value is Stored<T> {
  const item = value as Partial<Stored<T>> | null;
  return typeof item?.client_id === "string" && typeof item.at === "string" && "body" in item;
}

function write<T>({ storage, key }: Place, items: Stored<T>[]): void {
  if (items.length === 0) storage.removeItem(key);
  else storage.setItem(key, JSON.stringify(items));
}
