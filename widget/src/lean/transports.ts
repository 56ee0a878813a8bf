/** The two transports of an Engine.IO connection: a WebSocket, or polling with `fetch`. */
import { decodePacket, decodePayload, encodePacket, encodePayload, type Packet } from "./packets";

export interface Transport {
  /** Whether it takes packets now; otherwise they wait for `drained`. */
  writable: boolean;
  send(packets: Packet[]): void;
  /** Closes the transport without further calls to its listener. */
  close(): void;
}

export interface Listener {
  packet(packet: Packet): void;
  drained(): void;
  failed(error: unknown): void;
  /** The server closed it. */
  closed(): void;
}

/** The connection's address in a scheme (`ws` or `http`), with the id that the server assigned. */
export type AddressOf = (scheme: "ws" | "http") => string;

export function overWebSocket(addressOf: AddressOf, listener: Listener): Transport {
  const socket = new WebSocket(addressOf("ws"));
  socket.onmessage = ({ data }) => listener.packet(decodePacket(data));
  socket.onerror = () => listener.failed(new Error("websocket error"));
  socket.onclose = () => listener.closed();
  return {
    get writable() {
      return socket.readyState === WebSocket.OPEN;
    },
    send(packets) {
      for (const packet of packets) socket.send(encodePacket(packet));
    },
    close() {
      socket.onmessage = socket.onerror = socket.onclose = null;
      socket.close();
    },
  };
}

/** At any time one request polls for packets, and one posts them. */
export function overPolling(addressOf: AddressOf, listener: Listener): Transport {
  const asking = new AbortController();
  const over = () => asking.signal.aborted;
  let begun = false;
  let sending: Promise<unknown> = Promise.resolve();

  async function call(request: RequestInit): Promise<string> {
    const response = await fetch(addressOf("http"), { credentials: "omit", ...request });
    if (!response.ok) throw new Error(`polling: HTTP ${response.status}`);
    return response.text();
  }

  const post = (packets: Packet[]) =>
    call({
      method: "POST",
      headers: { "content-type": "text/plain;charset=UTF-8" },
      body: encodePayload(packets),
    });

  function fail(error: unknown): void {
    if (over()) return;
    asking.abort();
    listener.failed(error);
  }

  function hear(packet: Packet): void {
    if (over()) return;
    begun = true;
    if (packet.type === "close") {
      asking.abort();
      listener.closed();
    } else listener.packet(packet);
  }

  async function poll(): Promise<void> {
    while (!over()) decodePayload(await call({ signal: asking.signal })).forEach(hear);
  }

  const bye = () => post([{ type: "close" }]);

  const transport: Transport = {
    writable: true,
    send(packets) {
      transport.writable = false;
      sending = post(packets).then(() => {
        transport.writable = true;
        if (!over()) listener.drained();
      }, fail);
    },
    close() {
      if (over()) return;
      asking.abort();
      if (begun) sending.then(bye).catch(() => undefined); // the server is gone, which is fine
    },
  };
  poll().catch(fail);
  return transport;
}
