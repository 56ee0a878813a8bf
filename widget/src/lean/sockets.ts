/**
 * Replaces socket.io-client for a page that keeps one namespace: what `createConnection` asks of it, and
 * in the same words.
 *
 * It reconnects by itself while it is `active`: until it is disconnected from here, or the server
 * refuses it or hangs up. What listens is called one thing after another, as it happened.
 */
import { backOff } from "@firuze/client";
import { type Engine, openEngine } from "./engine";
import { decode, encode, type Message, PacketType } from "./messages";

interface Options {
  /** Milliseconds before the first attempt to come back, and at most before any. */
  reconnectionDelay: number;
  reconnectionDelayMax: number;
  /** Milliseconds in which the server should have let the page in. */
  timeout: number;
}

interface SocketOptions {
  auth(answer: (auth: Record<string, unknown>) => void): void;
}

// biome-ignore lint/suspicious/noExplicitAny: each event has arguments of its own
type Listener = (...given: any[]) => void;
type Ack = { answer(given: unknown): void; fail(error: Error): void };

export class Manager {
  constructor(
    private readonly origin: string,
    private readonly options: Options,
  ) {}

  socket(namespace: string, { auth }: SocketOptions) {
    return socketAt(this.origin, this.options, namespace, auth);
  }
}

export type Socket = ReturnType<typeof socketAt>;

function socketAt(origin: string, options: Options, nsp: string, auth: SocketOptions["auth"]) {
  const listeners: Record<string, Listener> = {};
  const acks = new Map<number, Ack>();
  let early: unknown[][] = [];
  let engine: Engine | null = null;
  let active = false;
  let connected = false;
  let ids = 0;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** An error of a listener's is reported as such, and ends no connection. */
  function tell([event, ...given]: unknown[]): void {
    try {
      listeners[event as string]?.(...given);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }

  function open(): void {
    timer = setTimeout(lose, options.timeout, "timeout");
    engine = openEngine(origin, {
      opened: () => auth((data) => write(PacketType.CONNECT, data)),
      heard(text) {
        try {
          take(decode(text));
        } catch (error) {
          lose(error);
        }
      },
      ended: lose,
    });
  }

  function write(type: number, data?: unknown, id?: number): void {
    engine?.write(encode({ type, nsp, data, ...(id !== undefined && { id }) }));
  }

  function take({ type, nsp: space, id, data }: Message): void {
    if (space !== nsp) return;
    const given = data as unknown[];
    if (type === PacketType.CONNECT) welcome();
    else if (type === PacketType.EVENT) connected ? tell(given) : early.push(given);
    else if (type === PacketType.ACK) settle(id)?.answer(given[0]);
    else if (type === PacketType.DISCONNECT) leave("io server disconnect");
    else {
      leave("refused");
      const refusal = Object(data) as { message?: string; data?: unknown };
      const error = new Error(refusal.message ?? `${data}`);
      tell(["connect_error", Object.assign(error, { data: refusal.data })]);
    }
  }

  /** What the server says before it has let the page in is heard after that. */
  function welcome(): void {
    clearTimeout(timer);
    attempts = 0;
    connected = true;
    for (const event of early.splice(0)) tell(event);
    tell(["connect"]);
  }

  function settle(id = -1): Ack | undefined {
    const ack = acks.get(id);
    acks.delete(id);
    return ack;
  }

  function drop(reason: unknown): void {
    const was = connected;
    connected = false;
    early = [];
    clearTimeout(timer);
    engine?.close();
    engine = null;
    if (was) tell(["disconnect", reason]);
    else if (active) tell(["connect_error", reason]);
    for (const id of acks.keys()) settle(id)?.fail(new Error("socket has been disconnected"));
  }

  /** The connection is gone, and comes back unless a listener ends it. */
  function lose(reason: unknown): void {
    drop(reason);
    if (!active || engine) return;
    const { reconnectionDelay, reconnectionDelayMax } = options;
    clearTimeout(timer);
    timer = setTimeout(open, backOff(attempts++, reconnectionDelay, reconnectionDelayMax));
  }

  function leave(reason: string): void {
    active = false;
    drop(reason);
  }

  return {
    get active() {
      return active;
    },
    get connected() {
      return connected;
    },
    /** One listener an event. */
    on(event: string, listener: Listener): void {
      listeners[event] = listener;
    },
    connect(): void {
      if (active) return;
      active = true;
      open();
    },
    disconnect(): void {
      if (connected) write(PacketType.DISCONNECT);
      leave("io client disconnect");
    },
    timeout: (patience: number) => ({
      emitWithAck: <T>(...event: [string, object]): Promise<T> =>
        new Promise((resolve, reject) => {
          if (!engine || engine.isGone()) throw new Error("there is no connection");
          const id = ids++;
          const late = setTimeout(() => settle(id)?.fail(new Error("timeout")), patience);
          const done =
            <V>(end: (value: V) => void) =>
            (value: V) => {
              clearTimeout(late);
              end(value);
            };
          acks.set(id, { answer: done(resolve as (given: unknown) => void), fail: done(reject) });
          write(PacketType.EVENT, event, id);
        }),
    }),
    /** Without a connection it is dropped. */
    volatile: {
      emit(...event: [string, object]): void {
        if (connected && !engine?.isGone()) write(PacketType.EVENT, event);
      },
    },
  };
}
