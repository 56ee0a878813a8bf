/**
 * One Socket.IO namespace: requests with an answer, pushes, and a state that a banner can show.
 *
 * Reconnects by itself after 0.5 to 5 s, even when the server hung up. A permanent refusal (a bad
 * token, a forbidden role) stops the attempts: the state is then `refused`, until `open`.
 */
import { Manager, type Socket } from "socket.io-client";
import { type Ack, isPassing, NoAnswer } from "./errors";
import { backOff, browserTimers, type Timers } from "./timers";

export type ConnectionState =
  | { kind: "idle" }
  | { kind: "connecting" }
  | { kind: "connected" }
  /** With `code` if the server answers, and refuses for now. */
  | { kind: "reconnecting"; code?: string }
  | { kind: "refused"; code: string; message: string };

export interface ConnectionOptions {
  /** The origin of the gateway, such as `https://help.shop.example`. */
  url: string;
  namespace: string;
  /** Sent with every attempt; called again for each. */
  auth?(): Record<string, unknown>;
  /** The pushes to listen for. */
  on: Record<string, (payload: never) => void>;
  onState(state: ConnectionState): void;
  /** How long to wait for an ack, in milliseconds. */
  timeout?: number;
  timers?: Timers;
}

export interface Connection {
  readonly state: ConnectionState;
  open(): void;
  close(): void;
  /** Resolves to the ack; rejects with `NoAnswer` when offline, cut off or timed out. */
  request<T extends { ok: true }>(event: string, payload: object): Promise<Ack<T>>;
  /** Sends without expecting an answer; drops the event when there is no connection. */
  send(event: string, payload: object): void;
}

const TIMEOUT = 8_000;
const FIRST_DELAY = 500;
const LAST_DELAY = 5_000;

interface RefusalData {
  code?: string;
  message?: string;
}

export function createConnection(options: ConnectionOptions): Connection {
  const timers = options.timers ?? browserTimers;
  const socket = newSocket(options);
  let state: ConnectionState = { kind: "idle" };
  let timer: unknown = null;
  let refusals = 0;

  function become(next: ConnectionState): void {
    state = next;
    options.onState(next);
  }

  /** Socket.IO does not reconnect by itself after the server has disconnected the client. */
  function comeBack(code?: string): void {
    become({ kind: "reconnecting", ...(code && { code }) });
    timer = timers.set(() => socket.connect(), backOff(refusals++, FIRST_DELAY, LAST_DELAY));
  }

  socket.on("connect", () => {
    refusals = 0;
    become({ kind: "connected" });
  });
  socket.on("disconnect", (reason) => {
    if (reason === "io client disconnect") become({ kind: "idle" });
    else if (socket.active) become({ kind: "reconnecting" });
    else comeBack();
  });
  socket.on("connect_error", (error) => {
    if (socket.active) {
      become({ kind: "reconnecting" });
      return;
    }
    const { code = "internal", message = "" } = (error as { data?: RefusalData }).data ?? {};
    if (isPassing(code)) comeBack(code);
    else become({ kind: "refused", code, message });
  });
  for (const [event, listener] of Object.entries(options.on)) {
    socket.on(event, listener as (payload: unknown) => void);
  }

  return {
    get state() {
      return state;
    },
    open() {
      if (state.kind === "connected" || state.kind === "connecting") return;
      timers.clear(timer);
      become({ kind: "connecting" });
      socket.connect();
    },
    close() {
      timers.clear(timer);
      socket.disconnect();
      become({ kind: "idle" });
    },
    async request<T extends { ok: true }>(event: string, payload: object): Promise<Ack<T>> {
      if (!socket.connected) throw new NoAnswer("offline");
      try {
        return await socket.timeout(options.timeout ?? TIMEOUT).emitWithAck(event, payload);
      } catch {
        throw new NoAnswer(socket.connected ? "timeout" : "offline");
      }
    },
    send(event, payload) {
      socket.volatile.emit(event, payload);
    },
  };
}

function newSocket(options: ConnectionOptions): Socket {
  const manager = new Manager(options.url, {
    autoConnect: false,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: FIRST_DELAY,
    reconnectionDelayMax: LAST_DELAY,
    randomizationFactor: 0.5,
    timeout: TIMEOUT, // a network that swallows the handshake is asked again
  });
  return manager.socket(options.namespace, {
    auth: (answer) => answer(options.auth?.() ?? {}),
  });
}
