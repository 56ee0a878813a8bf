/**
 * Replaces engine.io-client under socket.io-client: text over a WebSocket, else by polling.
 *
 * It does not probe for a better transport while it polls: the next connection tries a WebSocket
 again.
 */
import { Emitter } from "@socket.io/component-emitter";
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

const TRANSPORTS = [overWebSocket, overPolling];

type Emit = { emitReserved(event: string, ...values: unknown[]): void };

export class Socket extends Emitter<Record<never, never>, Record<never, never>> {
  transport: Transport | undefined;
  private state: "opening" | "open" | "closed" = "opening";
  private handshake: Handshake | null = null;
  private waiting: Packet[] = [];
  private tried = 0;
  private pingTimer: ReturnType<typeof setTimeout> | undefined;
  private pingDue = 0;
  private readonly gone = () => this.end("transport close");

  /** `origin` is the server's. */
  constructor(
    private readonly origin: string,
    private readonly options: { path: string },
  ) {
    super();
    addEventListener("offline", this.gone);
    this.open();
  }

  write(text: string): this {
    this.push({ type: "message", data: text });
    return this;
  }

  close(): this {
    this.end("forced close");
    return this;
  }

  /** A laptop that slept may not have noticed yet that the connection is gone. */
  _hasPingExpired(): boolean {
    const expired = this.pingDue > 0 && Date.now() > this.pingDue;
    if (expired) queueMicrotask(() => this.end("ping timeout"));
    return expired;
  }

  private tell(event: string, ...values: unknown[]): void {
    (this as unknown as Emit).emitReserved(event, ...values);
  }

  private open(): void {
    const connect = TRANSPORTS[this.tried] as typeof overWebSocket;
    const mine = () => this.tried === tried && this.state !== "closed";
    const tried = this.tried;
    try {
      this.transport = connect((scheme) => this.address(scheme), {
        packet: (packet) => mine() && this.hear(packet),
        drained: () => mine() && this.flush(),
        failed: (error) => mine() && this.fail(error),
        closed: () => mine() && this.end("transport close"),
      });
    } catch (error) {
      queueMicrotask(() => mine() && this.fail(error)); // the page's policy allows no WebSocket
    }
  }

  private address(scheme: "ws" | "http"): string {
    const address = new URL(`${this.options.path.replace(/\/$/, "")}/`, this.origin);
    address.protocol = address.protocol.replace("http", scheme);
    const transport = scheme === "ws" ? "websocket" : "polling";
    const sid = this.handshake && { sid: this.handshake.sid };
    const query = { EIO: `${protocol}`, transport, t: Date.now().toString(36), ...sid };
    address.search = `${new URLSearchParams(query)}`;
    return address.href;
  }

  private hear({ type, data = "" }: Packet): void {
    if (type === "open") this.begin(JSON.parse(data));
    else if (type === "message") this.tell("data", data);
    else if (type === "error") this.fail(new Error(data));
    else if (type === "ping") {
      this.push({ type: "pong" });
      this.tell("ping");
      this.expectPing();
    }
  }

  private begin(handshake: Handshake): void {
    this.handshake = handshake;
    this.state = "open";
    this.tell("open");
    this.flush();
    this.expectPing();
  }

  private expectPing(): void {
    clearTimeout(this.pingTimer);
    if (!this.handshake || this.state === "closed") return;
    const patience = this.handshake.pingInterval + this.handshake.pingTimeout;
    this.pingDue = Date.now() + patience;
    this.pingTimer = setTimeout(() => this.end("ping timeout"), patience);
  }

  private push(packet: Packet): void {
    if (this.state === "closed") return;
    this.waiting.push(packet);
    this.flush();
  }

  private flush(): void {
    if (this.state !== "open" || !this.transport?.writable || !this.waiting.length) return;
    this.transport.send(this.waiting.splice(0, this.fitting()));
  }

  /** How many of the waiting packets fit into one request: at least the first. */
  private fitting(): number {
    let room = this.handshake?.maxPayload ?? 0;
    const over = this.waiting.findIndex(({ data = "" }) => {
      room -= new TextEncoder().encode(data).length + 2; // its type and the separator
      return room < 0;
    });
    return over < 0 ? this.waiting.length : Math.max(1, over);
  }

  private fail(error: unknown): void {
    this.transport?.close();
    if (this.state === "opening" && this.tried < TRANSPORTS.length - 1) {
      this.tried++;
      this.open();
      return;
    }
    this.tell("error", error);
    this.end("transport error", error);
  }

  private end(reason: string, description?: unknown): void {
    if (this.state === "closed") return;
    this.state = "closed";
    clearTimeout(this.pingTimer);
    removeEventListener("offline", this.gone);
    this.transport?.close();
    this.tell("close", reason, description);
  }
}

/** What socket.io-client imports from engine.io-client besides the connection. */
export const installTimerFunctions = (target: object): void =>
  void Object.assign(target, {
    setTimeoutFn: (run: () => void, delay: number) => setTimeout(run, delay),
    clearTimeoutFn: (timer: number) => clearTimeout(timer),
  });

export const nextTick = (run: () => void): void => queueMicrotask(run);
