import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  describeConnection,
  Server,
  type ServerSocket,
} from "../../client/test/connection_behaviour";
import { Manager, type Socket } from "../src/lean/sockets";

const page = new EventTarget();
Object.assign(globalThis, {
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
});

describeConnection("websocket");
describeConnection("polling");

type Transport = "websocket" | "polling";
type Settings = { pingInterval?: number; pingTimeout?: number; maxHttpBufferSize?: number };

let http: HttpServer;
let server: Server;
let socket: Socket;

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

const portOf = (listening: HttpServer) => (listening.address() as AddressInfo).port;

function socketAt(port: number, timeout = 8_000, reconnectionDelayMax = 40): Socket {
  const delays = { reconnectionDelay: 20, reconnectionDelayMax };
  return new Manager(`http://127.0.0.1:${port}`, { ...delays, timeout }).socket("/", {
    auth: (answer) => answer({}),
  });
}

/** A real server that echoes, and a page that is connected to it. */
async function scene(transport: Transport, settings: Settings = {}) {
  http = createServer();
  server = new Server(http, { transports: [transport], ...settings });
  const left: string[] = [];
  let pongs = 0;
  server.on("connection", (client) => {
    client.on("echo", (value: unknown) => client.emit("echoed", value));
    client.on("disconnect", (reason) => left.push(reason));
    client.conn.on("packet", ({ type }: { type: string }) => type === "pong" && pongs++);
  });
  await new Promise<void>((resolve) => http.listen(0, resolve));
  socket = socketAt(portOf(http));
  const [heard, ends]: [unknown[], string[]] = [[], []];
  socket.on("echoed", (value) => heard.push(value));
  socket.on("disconnect", (reason) => ends.push(reason));
  socket.connect();
  await until(() => expect(socket.connected).toBe(true));
  const say = (value: unknown) => socket.volatile.emit("echo", value as object);
  return { heard, ends, left, say, pongs: () => pongs };
}

afterEach(async () => {
  socket?.disconnect();
  http?.closeAllConnections();
  await server?.close();
});

describe.each(["websocket", "polling"] as const)("a lean socket over %s", (transport) => {
  it("carries what is sent in a burst, whole and in order, in both directions", async () => {
    const { heard, say } = await scene(transport);
    const words = Array.from({ length: 300 }, (_, index) => `سلام 👋 ${index}`);
    for (const word of words) say(word);
    await until(() => expect(heard).toEqual(words));
  });

  it("sends no more in one request than the server accepts", async () => {
    const { heard, ends, say } = await scene(transport, { maxHttpBufferSize: 2_000 });
    const words = Array.from({ length: 20 }, (_, index) => `${index} ${"é".repeat(300)}`);
    for (const word of words) say(word);
    await until(() => expect(heard).toEqual(words));
    expect(ends).toEqual([]);
  });

  it("lives as long as the server pings", async () => {
    const { ends, heard, say, pongs } = await scene(transport, {
      pingInterval: 20,
      pingTimeout: 400,
    });
    await until(() => expect(pongs()).toBeGreaterThan(25)); // more than interval and timeout together
    say("here");
    await until(() => expect(heard).toEqual(["here"]));
    expect(ends).toEqual([]);
  });

  it("ends when the server is silent for too long", async () => {
    const { ends } = await scene(transport, { pingInterval: 20, pingTimeout: 50 });
    for (const { conn } of server.sockets.sockets.values()) {
      // a server that hangs: it pings no more, and misses no answer
      Object.assign(conn, { sendPacket: () => conn, resetPingTimeout: () => undefined });
    }
    await until(() => expect(ends).toContain("ping timeout"));
  });

  it("ends at once when the browser goes offline, and comes back", async () => {
    const { ends } = await scene(transport);
    page.dispatchEvent(new Event("offline"));
    expect(ends).toEqual(["transport close"]);
    expect([socket.connected, socket.active]).toEqual([false, true]);
    await until(() => expect(socket.connected).toBe(true));
  });

  it("tells the server that it leaves, and stays away", async () => {
    const { left, ends } = await scene(transport);
    socket.disconnect();
    expect(ends).toEqual(["io client disconnect"]);
    expect(socket.active).toBe(false);
    await until(() => expect(left).toEqual(["client namespace disconnect"]));
    await until(() => expect(server.engine.clientsCount).toBe(0)); // the connection below it is gone, too
  });

  it("ends when the server closes it", async () => {
    const { ends } = await scene(transport);
    for (const each of server.sockets.sockets.values()) each.conn.close();
    await until(() => expect(ends).toEqual(["transport close"]));
  });

  it("fails what waits for an answer when the connection is gone", async () => {
    const { ends } = await scene(transport);
    const answer = socket.timeout(60_000).emitWithAck("unheard of", {});
    const failed = expect(answer).rejects.toThrow("disconnected");
    page.dispatchEvent(new Event("offline"));
    await failed;
    expect(ends).toHaveLength(1);
  });

  it("keeps what the server says before it lets the page in", async () => {
    http = createServer();
    server = new Server(http, { transports: [transport] });
    server.use((client, next) => {
      client.conn.write('2["early",1]');
      next();
    });
    await new Promise<void>((resolve) => http.listen(0, resolve));
    socket = socketAt(portOf(http));
    const heard: unknown[] = [];
    socket.on("early", (value) => heard.push([value, socket.connected]));
    socket.connect();
    await until(() => expect(heard).toEqual([[1, true]]));
  });

  /** A server that does this to each page that has asked to be let in. */
  async function unwelcoming(does: (client: ServerSocket) => void): Promise<number> {
    http = createServer();
    server = new Server(http, { transports: [transport] });
    server.use((client) => does(client));
    await new Promise<void>((resolve) => http.listen(0, resolve));
    return portOf(http);
  }

  it("waits longer each time it is cut before it was let in", async () => {
    const asked: number[] = [];
    const port = await unwelcoming(({ conn }) => {
      asked.push(performance.now());
      conn.close();
    });
    socket = socketAt(port, 8_000, 10_000);
    socket.connect();
    await until(() => expect(asked.length).toBeGreaterThan(5));
    const [before = 0, after = 0] = asked.slice(4);
    expect(after - before).toBeGreaterThanOrEqual((20 * 2 ** 4) / 2 - 1);
  });

  it("is tried again where nobody lets it in", async () => {
    socket = socketAt(await unwelcoming(() => undefined), 60);
    const errors: unknown[] = [];
    socket.on("connect_error", (error) => errors.push(error));
    socket.connect();
    await until(() => expect(errors.slice(0, 2)).toEqual(["timeout", "timeout"]));
  });

  it("is refused by a mere text as well", async () => {
    socket = socketAt(await unwelcoming(({ conn }) => void conn.write('4"go away"')));
    const errors: Error[] = [];
    socket.on("connect_error", (error) => errors.push(error));
    socket.connect();
    await until(() => expect(errors.map(({ message }) => message)).toEqual(["go away"]));
    expect(socket.active).toBe(false);
  });

  it("reports a listener's error, and lives on", async () => {
    const reported = new Promise((resolve) => process.once("uncaughtException", resolve));
    const { say, ends, heard } = await scene(transport);
    socket.on("echoed", (value) => {
      if (value === "bad") throw new Error("a listener's");
      heard.push(value);
    });
    say("bad");
    say("good");
    expect(await reported).toMatchObject({ message: "a listener's" });
    await until(() => expect(heard).toEqual(["good"]));
    expect(ends).toEqual([]);
  });

  it("reconnects where the server does not speak the protocol", async () => {
    const { ends } = await scene(transport);
    for (const each of server.sockets.sockets.values()) each.conn.write("no packet");
    await until(() => expect(ends).toHaveLength(1));
    await until(() => expect(socket.connected).toBe(true));
  });
});

it("puts no more packets into one request than the gateway reads", async () => {
  const { fetch } = globalThis;
  const counts: number[] = [];
  try {
    globalThis.fetch = (address, request) => {
      if (request?.method === "POST") counts.push(`${request.body}`.split("\x1e").length);
      return fetch(address, request);
    };
    const { heard, say } = await scene("polling");
    for (let number = 0; number < 60; number++) say(number);
    await until(() => expect(heard).toHaveLength(60));
    expect(Math.max(...counts)).toBe(16);
  } finally {
    globalThis.fetch = fetch;
  }
});

it("polls where the page allows no WebSocket", async () => {
  const { WebSocket } = globalThis;
  try {
    globalThis.WebSocket = class {
      constructor() {
        throw new DOMException("forbidden", "SecurityError");
      }
    } as never;
    const { heard, say } = await scene("polling");
    say(1);
    await until(() => expect(heard).toEqual([1]));
  } finally {
    globalThis.WebSocket = WebSocket;
  }
});

describe("a server that does not answer", () => {
  async function errorsOf(port: number, timeout?: number): Promise<unknown[]> {
    socket = socketAt(port, timeout);
    const errors: unknown[] = [];
    socket.on("connect_error", (error) => errors.push(error));
    socket.connect();
    return errors;
  }

  it("is tried again where it is not there", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, resolve));
    const port = portOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    const errors = await errorsOf(port);
    await until(() => expect(errors.length).toBeGreaterThan(2));
    expect(socket.active).toBe(true);
    socket.disconnect();
    expect(socket.active).toBe(false);
  });

  it("is tried again where it swallows the handshake", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, resolve));
    const errors = await errorsOf(portOf(silent), 50);
    await until(() => expect(errors.slice(0, 2)).toEqual(["timeout", "timeout"]));
    socket.disconnect();
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
