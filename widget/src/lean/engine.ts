/**
 * An Engine.IO connection as a browser keeps it: text over a WebSocket, else by polling.
 *
 * It does not probe for a better transport while it polls: the next connection tries a WebSocket
 * again.
 */
import { type Packet, protocol } from "./packets";
import { overPolling, overWebSocket, type Transport } from "./transports";

interface Handshake {
  sid: string;
  /** Milliseconds. */
  pingInterval: number;
  pingTimeout: number;
  /** Bytes that the server accepts in one request. */
  maxPayload: number;
}

/** Each is called in order; none after `ended`, and none after the connection was closed from here. */
export interface EngineListener {
  opened(): void;
  heard(text: string): void;
  ended(reason: unknown): void;
}

export interface Engine {
  write(text: string): void;
  close(): void;
  /** A laptop that slept may not have noticed yet that the connection is gone; if so, it ends now. */
  isGone(): boolean;
}

const PATH = "/socket.io/";
const MOST = 16; // packets of one request that python-engineio reads
const TRANSPORTS = [overWebSocket, overPolling] as const;

/** `origin` is the server's. */
export function openEngine(origin: string, listener: EngineListener): Engine {
  let transport: Transport | undefined;
  let handshake: Handshake | undefined;
  let waiting: Packet[] = [];
  let tried = 0;
  let over = false;
  let pingTimer: ReturnType<typeof setTimeout> | undefined;
  let pingDue = Number.POSITIVE_INFINITY;

  function open(): void {
    const mine = tried;
    const current = () => mine === tried && !over;
    const connect = TRANSPORTS[mine as 0 | 1];
    try {
      transport = connect(address, {
        packet: (packet) => current() && hear(packet),
        drained: () => current() && flush(),
        failed: (error) => current() && fail(error),
        closed: () => current() && end("transport close"),
      });
    } catch (error) {
      queueMicrotask(() => current() && fail(error)); // the page's policy allows no WebSocket
    }
  }

  function address(scheme: "ws" | "http"): string {
    const url = new URL(PATH, origin);
    url.protocol = url.protocol.replace("http", scheme);
    url.search = `${new URLSearchParams({
      EIO: `${protocol}`,
      transport: scheme === "ws" ? "websocket" : "polling",
      t: Date.now().toString(36),
      ...(handshake && { sid: handshake.sid }),
    })}`;
    return url.href;
  }

  function hear({ type, data = "" }: Packet): void {
    if (type === "open") begin(JSON.parse(data));
    else if (type === "message") listener.heard(data);
    else if (type === "error") fail(data);
    else if (type === "ping") {
      push({ type: "pong" });
      expectPing();
    }
  }

  function begin(shaken: Handshake): void {
    handshake = shaken;
    expectPing();
    listener.opened();
    flush();
  }

  function expectPing(): void {
    clearTimeout(pingTimer);
    if (!handshake || over) return;
    const patience = handshake.pingInterval + handshake.pingTimeout;
    pingDue = Date.now() + patience;
    pingTimer = setTimeout(end, patience, "ping timeout");
  }

  function push(packet: Packet): void {
    waiting.push(packet);
    flush();
  }

  function flush(): void {
    if (over || !handshake || !transport?.writable || !waiting.length) return;
    transport.send(waiting.splice(0, fitting(handshake.maxPayload)));
  }

  /** How many of the waiting packets fit into one request: at least the first. */
  function fitting(room: number): number {
    const last = waiting.findIndex(({ data = "" }, index) => {
      room -= new TextEncoder().encode(data).length + 2; // its type and the separator
      return room < 0 || index === MOST;
    });
    return last < 0 ? waiting.length : Math.max(1, last);
  }

  function fail(error: unknown): void {
    transport?.close();
    if (handshake || ++tried === TRANSPORTS.length) end(error);
    else open();
  }

  function end(reason: unknown): void {
    if (over) return;
    close();
    listener.ended(reason);
  }

  function close(): void {
    over = true;
    waiting = [];
    clearTimeout(pingTimer);
    removeEventListener("offline", gone);
    transport?.close();
  }

  const gone = () => end("transport close");
  addEventListener("offline", gone);
  open();
  return {
    write: (data) => push({ type: "message", data }),
    close,
    isGone() {
      const late = Date.now() > pingDue;
      if (late) queueMicrotask(() => end("ping timeout"));
      return late;
    },
  };
}
