/** How a connection behaves, whichever transport and client library it uses. */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";

export { Server, type Socket as ServerSocket };

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, type ConnectionState, createConnection } from "../src";

export type Transport = "websocket" | "polling";
type Guard = (token: unknown) => Error | undefined;

let transport: Transport;
let http: HttpServer;
let server: Server;
let connection: Connection;
let states: ConnectionState[];
let pushes: unknown[];
let guard: Guard;
let token: string;

const kinds = () => states.map((state) => state.kind);

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

function refusal(code: string): Error {
  return Object.assign(new Error(code), { data: { code, message: `no: ${code}` } });
}

function listen(port = 0): Promise<void> {
  http = createServer();
  server = new Server(http, { transports: [transport] });
  server
    .of("/visitor")
    .use((socket, next) => next(guard(socket.handshake.auth.token)))
    .on("connection", serve);
  return new Promise((resolve) => http.listen(port, resolve));
}

function serve(socket: Socket): void {
  socket.on("double", ({ value }: { value: number }, answer: (ack: object) => void) =>
    answer({ ok: true, value: value * 2 }),
  );
  socket.on("hang up", () => socket.disconnect());
}

const portOf = () => (http.address() as AddressInfo).port;

/** Runs against a real server that offers only this transport. */
export function describeConnection(over: Transport): void {
  describe(`a connection over ${over}`, () => {
    beforeEach(async () => {
      transport = over;
      states = [];
      pushes = [];
      guard = () => undefined;
      token = "good";
      await listen();
      connection = createConnection({
        url: `http://127.0.0.1:${portOf()}`,
        namespace: "/visitor",
        auth: () => ({ token }),
        on: { news: (payload: unknown) => pushes.push(payload) },
        onState: (state) => states.push(state),
        timeout: 150,
      });
    });

    afterEach(async () => {
      connection.close();
      await server.close();
    });

    async function connected(): Promise<void> {
      connection.open();
      await until(() => expect(connection.state.kind).toBe("connected"));
    }

    it("connects when it is opened, and reports it", async () => {
      expect(kinds()).toEqual([]);
      await connected();
      expect(kinds()).toEqual(["connecting", "connected"]);
    });

    it("brings the answer to a request, and hands on pushes", async () => {
      await connected();
      expect(await connection.request("double", { value: 21 })).toEqual({ ok: true, value: 42 });
      server.of("/visitor").emit("news", { a: 1 });
      await until(() => expect(pushes).toEqual([{ a: 1 }]));
    });

    it("rejects a request at once when there is no connection", async () => {
      await expect(connection.request("double", { value: 1 })).rejects.toMatchObject({
        code: "offline",
      });
    });

    it("rejects a request that is not answered in time", async () => {
      await connected();
      await expect(connection.request("unheard of", {})).rejects.toMatchObject({ code: "timeout" });
    });

    it("reconnects after the server hung up, which Socket.IO by itself does not", async () => {
      await connected();
      connection.send("hang up", {});
      await until(() => expect(kinds()).toContain("reconnecting"));
      await until(() => expect(kinds().at(-1)).toBe("connected"));
    });

    it("reconnects after the server was away", async () => {
      await connected();
      const port = portOf();
      await server.close();
      await until(() => expect(kinds().at(-1)).toBe("reconnecting"));
      await listen(port);
      await until(() => expect(kinds().at(-1)).toBe("connected"));
    });

    it("stops at a refusal for good, and asks for its token again when reopened", async () => {
      guard = (given) => (given === "good" ? undefined : refusal("token_invalid"));
      token = "old";
      connection.open();
      await until(() => expect(kinds().at(-1)).toBe("refused"));
      expect(connection.state).toEqual({
        kind: "refused",
        code: "token_invalid",
        message: "no: token_invalid",
      });
      token = "good";
      await connected();
    });

    it("retries after a transient refusal", async () => {
      let refused = 0;
      guard = () => (refused++ === 0 ? refusal("unavailable") : undefined);
      await connected();
      expect(kinds()).toEqual(["connecting", "reconnecting", "connected"]);
      expect(states[1]).toEqual({ kind: "reconnecting", code: "unavailable" });
    });

    it("is idle after it was closed", async () => {
      await connected();
      connection.close();
      expect(kinds().at(-1)).toBe("idle");
    });
  });
}
