import {
  NoAnswer,
  RequestRefused,
  type SessionReply,
  type SessionRequest,
  safeStorage,
} from "@firuze/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { leaveAt, openSession, sessionAt } from "../src/panel/model/session";

const IDENTITY = { id: "nika", expires: 1, signature: "0".repeat(64) };

const reply = (token: string): SessionReply => ({
  token,
  conversation_id: "c",
  language: "en",
  shop_name: "Shop",
  customer_name: null,
  file_bytes: 0,
  earlier: false,
  consent: null,
  erased_at: null,
});

const refusal = (code: string) => new RequestRefused({ code, message: code, id: null, data: {} });

const memory = () =>
  safeStorage(() => {
    throw new Error("no storage");
  });

function opening(answers: (SessionReply | Error)[], identity: typeof IDENTITY | null = null) {
  const storage = memory();
  const asked: SessionRequest[] = [];
  const post = async (request: SessionRequest) => {
    asked.push(request);
    const answer = answers.shift();
    if (answer instanceof Error || !answer) throw answer;
    return answer;
  };
  const open = () => openSession({ post, storage, key: "token", language: "fa", identity });
  return { storage, asked, open };
}

describe("a session", () => {
  it("starts for a new visitor, and keeps the token", async () => {
    const { storage, asked, open } = opening([reply("new")]);
    await open();
    expect(asked).toEqual([{ language: "fa" }]);
    expect(storage.getItem("token")).toBe("new");
  });

  it("continues with the kept token", async () => {
    const { storage, asked, open } = opening([reply("kept")]);
    storage.setItem("token", "kept");
    await open();
    expect(asked).toEqual([{ language: "fa", token: "kept" }]);
  });

  it("goes on in the conversation of a tab that was quicker, if that can be opened", async () => {
    for (const second of [reply("theirs"), refusal("token_revoked")]) {
      const answers = [reply("mine"), second];
      const { storage, asked, open } = opening(answers);
      const opened = open();
      storage.setItem("token", "other"); // while the answer is on its way
      const { token } = await opened;
      expect(asked.at(-1)).toEqual({ language: "fa", token: "other" });
      expect(token).toBe(second instanceof Error ? "mine" : "theirs");
      expect(storage.getItem("token")).toBe(token);
    }
  });

  it("starts over when the token is no longer valid", async () => {
    const { storage, open } = opening([refusal("token_invalid"), reply("new")]);
    storage.setItem("token", "old");
    expect((await open()).token).toBe("new");
    expect(storage.getItem("token")).toBe("new");
  });

  it("keeps the token when the gateway cannot be reached", async () => {
    const { storage, open } = opening([new NoAnswer("offline")]);
    storage.setItem("token", "kept");
    await expect(open()).rejects.toMatchObject({ code: "offline" });
    expect(storage.getItem("token")).toBe("kept");
  });

  it("belongs to the customer whom the shop vouches for, and its token is not kept", async () => {
    const { storage, asked, open } = opening([reply("nika")], IDENTITY);
    expect((await open()).token).toBe("nika");
    expect(asked).toEqual([{ language: "fa", identity: IDENTITY }]);
    expect(storage.getItem("token")).toBeNull();
  });

  it("is not opened for anybody else when the identity is refused, whatever the browser has kept", async () => {
    const { storage, asked, open } = opening([refusal("identity_invalid")], IDENTITY);
    storage.setItem("token", "of the one who is claimed");
    await expect(open()).rejects.toMatchObject({ code: "identity_invalid" });
    expect(asked).toHaveLength(1);
  });

  it("takes along what the customer said as a guest, whose token stays the browser's", async () => {
    const { storage, asked, open } = opening([reply("nika")], IDENTITY);
    storage.setItem("token", "guest");
    await open();
    expect(asked).toEqual([{ language: "fa", identity: IDENTITY, token: "guest" }]);
    expect(storage.getItem("token")).toBe("guest");
  });
});

describe("leaving", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("revokes the token, even while the page unloads", async () => {
    const asked = vi.fn(async () => new Response(null, { status: 204 }));
    vi.stubGlobal("fetch", asked);
    await leaveAt("https://help.example", "mine");
    expect(asked).toHaveBeenCalledWith(
      "https://help.example/api/visitor/leave",
      expect.objectContaining({ keepalive: true, body: '{"token":"mine"}' }),
    );
  });
});

describe("the session's request", () => {
  const answer = (status: number, body: string) =>
    vi.stubGlobal("fetch", async () => new Response(body, { status }));
  const post = () => sessionAt("https://help.example")({ language: "en" });

  afterEach(() => vi.unstubAllGlobals());

  it("gives the reply", async () => {
    answer(200, JSON.stringify(reply("t")));
    expect((await post()).token).toBe("t");
  });

  it("rejects with the gateway's reason", async () => {
    answer(401, JSON.stringify({ error: { code: "token_invalid", message: "" } }));
    await expect(post()).rejects.toMatchObject({ code: "token_invalid" });
  });

  it("takes a proxy's error page for a gateway that is down", async () => {
    answer(502, "<h1>Bad gateway</h1>");
    await expect(post()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("reports that nothing answered", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed to fetch")));
    await expect(post()).rejects.toMatchObject({ code: "offline" });
  });
});
