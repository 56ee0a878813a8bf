import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Manager } from "socket.io-client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { describeConnection, Server } from "../../client/test/connection_behaviour";
import { Socket as Engine } from "../src/lean/engine";

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
let manager: Manager;

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

/** A real server that echoes, and a client on the lean engine. */
async function scene(transport: Transport, settings: Settings = {}) {
  http = createServer();
  server = new Server(http, { transports: [transport], ...settings });
  const left: string[] = [];
  server.on("connection", (socket) => {
    socket.on("echo", (value: unknown) => socket.emit("echoed", value));
    socket.on("disconnect", (reason) => left.push(reason));
  });
  await new Promise<void>((resolve) => http.listen(0, resolve));
  const { port } = http.address() as AddressInfo;
  manager = new Manager(`http://127.0.0.1:${port}`, { reconnection: false });
  const socket = manager.socket("/");
  const [heard, ends]: [unknown[], string[]] = [[], []];
  socket.on("echoed", (value) => heard.push(value));
  socket.on("disconnect", (reason) => ends.push(reason));
  await until(() => expect(socket.connected).toBe(true));
  return { socket, heard, ends, left };
}

afterEach(async () => {
  manager?.engine?.close();
  await server?.close();
});

describe.each(["websocket", "polling"] as const)("the lean engine over %s", (transport) => {
  it("stands under socket.io-client", async () => {
    await scene(transport);
    expect(manager.engine).toBeInstanceOf(Engine);
  });

  it("carries what is sent in a burst, whole and in order, in both directions", async () => {
    const { socket, heard } = await scene(transport);
    const words = Array.from({ length: 300 }, (_, index) => `سلام 👋 ${index}`);
    for (const word of words) socket.emit("echo", word);
    await until(() => expect(heard).toEqual(words));
  });

  it("sends no more in one request than the server accepts", async () => {
    const { socket, heard, ends } = await scene(transport, { maxHttpBufferSize: 2_000 });
    const words = Array.from({ length: 20 }, (_, index) => `${index} ${"é".repeat(300)}`);
    for (const word of words) socket.emit("echo", word);
    await until(() => expect(heard).toEqual(words));
    expect(ends).toEqual([]);
  });

  it("lives as long as the server pings", async () => {
    const { socket, ends, heard } = await scene(transport, { pingInterval: 20, pingTimeout: 400 });
    let pings = 0;
    manager.on("ping", () => pings++);
    await until(() => expect(pings).toBeGreaterThan(25)); // more than interval and timeout together
    socket.emit("echo", "here");
    await until(() => expect(heard).toEqual(["here"]));
    expect(ends).toEqual([]);
  });

  it("ends when the server is silent for too long", async () => {
    const { socket, ends } = await scene(transport, { pingInterval: 20, pingTimeout: 50 });
    for (const each of server.sockets.sockets.values()) {
      Object.assign(each.conn, { sendPacket: () => each.conn }); // a server that hangs
    }
    await until(() => expect(ends.length).toBe(1));
    expect(socket.connected).toBe(false);
  });

  it("ends at once when the browser goes offline", async () => {
    const { ends } = await scene(transport);
    page.dispatchEvent(new Event("offline"));
    expect(ends).toEqual(["transport close"]);
  });

  it("tells the server that it leaves", async () => {
    const { socket, left } = await scene(transport);
    socket.disconnect();
    await until(() => expect(left).toEqual(["client namespace disconnect"]));
  });

  it("ends when the server closes it", async () => {
    const { ends } = await scene(transport);
    for (const each of server.sockets.sockets.values()) each.conn.close();
    await until(() => expect(ends).toEqual(["transport close"]));
  });
});

it("polls where the page allows no WebSocket", async () => {
  const { WebSocket } = globalThis;
  try {
    globalThis.WebSocket = class {
      constructor() {
        throw new DOMException("forbidden", "SecurityError");
      }
    } as never;
    const { socket, heard } = await scene("polling");
    socket.emit("echo", 1);
    await until(() => expect(heard).toEqual([1]));
  } finally {
    globalThis.WebSocket = WebSocket;
  }
});

it("reports a server that is not there", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const lonely = new Manager(`http://127.0.0.1:${port}`, { reconnection: false });
  const errors: unknown[] = [];
  lonely.on("error", (error) => errors.push(error));
  await until(() => expect(errors).toHaveLength(1));
});
