import { type LoginStep, NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test, vi } from "vitest";
import {
  createSession,
  type SessionOptions,
  type SessionWord,
} from "../../../src/model/account/session";
import { SARA } from "../../samples";

const refusal = (code: string, data = {}) =>
  new RequestRefused({ code, message: code, id: null, data });

type Api = Parameters<typeof createSession>[0];

const api = (more: Partial<Api> = {}): Api => ({
  login: async () => SARA,
  loginStep: async () => null,
  loginCode: async () => SARA,
  cancelLogin: async () => undefined,
  logout: async () => undefined,
  me: async () => null,
  ...more,
});

const HALF: LoginStep = { step: "code", names: SARA.names, email: SARA.email };

describe("between the two steps of a login", () => {
  const halfway = async (more: Partial<Api> = {}, options: SessionOptions = {}) => {
    const session = createSession(api({ login: async () => HALF, ...more }), options);
    await session.login("sara@shop.example", "secret");
    return session;
  };

  test("nobody is in, and the other tabs hear nothing", async () => {
    const told: SessionWord[] = [];
    const session = await halfway({}, { tell: (word) => told.push(word) });
    expect([session.status.value, session.me.value]).toEqual(["out", null]);
    expect(session.step.value).toEqual(HALF);
    expect(told).toEqual([]);
  });

  test("a code opens the console", async () => {
    const told: SessionWord[] = [];
    const session = await halfway({}, { tell: (word) => told.push(word) });
    await session.giveCode(" 123456 ", "app");
    expect([session.status.value, session.step.value]).toEqual(["in", null]);
    expect(told).toEqual([{ said: "in", agent: SARA.id }]);
  });

  test("a recovery code does as well, and is remarked on", async () => {
    let remarked = 0;
    const onRecovery = () => {
      remarked += 1;
    };
    await (await halfway({}, { onRecovery })).giveCode("123456", "app");
    expect(remarked).toBe(0);
    await (await halfway({}, { onRecovery })).giveCode("abcde-fgh23", "recovery");
    expect(remarked).toBe(1);
  });

  test("a wrong code says so, and the page stays", async () => {
    const session = await halfway({ loginCode: () => Promise.reject(refusal("code_wrong")) });
    await session.giveCode("123456", "app");
    expect(session.notice.value).toEqual({ key: "error.code_wrong" });
    expect([session.step.value, session.busy.value]).toEqual([HALF, false]);
    await session.giveCode("abcde-fgh23", "recovery");
    expect(session.notice.value).toEqual({ key: "step.recovery.wrong" });
  });

  test("one that comes too late starts again", async () => {
    const session = await halfway({ loginCode: () => Promise.reject(refusal("step_expired")) });
    await session.giveCode("123456", "app");
    expect(session.step.value).toBeNull();
    expect(session.notice.value).toEqual({ key: "step.expired" });
  });

  test("what is missing is asked for without asking the server", async () => {
    const session = await halfway({ loginCode: () => Promise.reject(new Error("asked")) });
    await session.giveCode(" ", "app");
    expect(session.notice.value).toEqual({ key: "step.code.missing" });
    await session.giveCode("", "recovery");
    expect(session.notice.value).toEqual({ key: "step.recovery.missing" });
  });

  test("a page that is loaded again goes on there", async () => {
    const session = createSession(api({ loginStep: async () => HALF }));
    await session.recall();
    expect([session.status.value, session.step.value]).toEqual(["out", HALF]);
  });

  test("somebody else signs in from the beginning, and the server forgets", async () => {
    let cancelled = 0;
    const session = await halfway({
      cancelLogin: async () => {
        cancelled += 1;
      },
    });
    await session.cancel();
    expect([session.step.value, session.notice.value, cancelled]).toEqual([null, null, 1]);
  });
});

describe("the session", () => {
  test("is unknown until the server has answered", async () => {
    const session = createSession(api());
    expect(session.status.value).toBe("unknown");
    await session.recall();
    expect(session.status.value).toBe("out");
    expect(session.notice.value).toBeNull();
  });

  test("goes on after a reload", async () => {
    const session = createSession(api({ me: async () => SARA }));
    await session.recall();
    expect(session.status.value).toBe("in");
    expect(session.me.value).toEqual(SARA);
  });

  test("asks for what is missing without asking the server", async () => {
    const session = createSession(api({ login: () => Promise.reject(new Error("asked")) }));
    await session.login(" ", "secret");
    expect(session.notice.value).toEqual({ key: "login.missing" });
  });

  test.each([
    [refusal("unauthenticated"), { key: "login.wrong" }],
    [
      refusal("rate_limited", { retry_after: 30 }),
      { key: "error.rate_limited", params: { seconds: 30 } },
    ],
    [new NoAnswer("offline"), { key: "login.unreachable" }],
  ])("a login that fails says why: %s", async (error, notice) => {
    const session = createSession(api({ login: () => Promise.reject(error) }));
    await session.login("sara@shop.example", "wrong");
    expect(session.status.value).toBe("out");
    expect(session.notice.value).toEqual(notice);
    expect(session.busy.value).toBe(false);
  });

  test("says once that it has ended", async () => {
    const session = createSession(api({ me: async () => SARA }));
    await session.recall();
    session.expire();
    expect(session.notice.value).toEqual({ key: "login.expired" });
    await session.login("sara@shop.example", "right");
    await session.logout();
    session.expire();
    expect(session.notice.value).toBeNull();
  });

  test("a logout of a session that has ended is a logout", async () => {
    const session = createSession(
      api({ me: async () => SARA, logout: () => Promise.reject(refusal("unauthenticated")) }),
    );
    await session.recall();
    await session.logout();
    expect(session.status.value).toBe("out");
  });
});

describe("the tabs of a browser", () => {
  const omid = { ...SARA, id: "agent-omid", names: { en: "Omid", fa: null } };

  /**
   * A tab in which Sara is logged in, with its messages to the others and the agents it has
   * forgotten.
   */
  async function tab(who: () => Promise<typeof SARA | null> = async () => SARA) {
    const told: SessionWord[] = [];
    const forgotten: string[] = [];
    const session = createSession(api({ me: who }), {
      tell: (word) => told.push(word),
      onLogout: (agent) => forgotten.push(agent),
    });
    await session.recall();
    return { session, told, forgotten };
  }

  test("hear of a logout, and delete what the browser keeps of the agent", async () => {
    const { session, told, forgotten } = await tab();
    await session.logout();
    expect(told).toEqual([{ said: "out", agent: SARA.id }]);
    expect(forgotten).toEqual([SARA.id]);
  });

  test("follow it at once, and say why", async () => {
    const { session, told, forgotten } = await tab();
    await session.follow({ said: "out", agent: SARA.id });
    expect(session.status.value).toBe("out");
    expect(session.notice.value).toEqual({ key: "login.ended.signed_out" });
    expect(forgotten).toEqual([SARA.id]);
    expect(told).toEqual([]); // one tab has told all
  });

  test("do not end another agent's session", async () => {
    const { session } = await tab();
    await session.follow({ said: "out", agent: omid.id });
    expect(session.status.value).toBe("in");
  });

  test("follow the latest login, as the cookie does", async () => {
    let who: typeof SARA | null = SARA;
    const { session } = await tab(async () => who);
    who = omid;
    await session.follow({ said: "in", agent: omid.id });
    expect(session.me.value?.names.en).toBe("Omid");
    await session.follow({ said: "out", agent: omid.id });
    await session.follow({ said: "in", agent: omid.id });
    expect(session.status.value).toBe("in");
  });

  test("keep drafts when the session is lost: the server ended it, not the agent", async () => {
    const { session, forgotten } = await tab();
    session.expire();
    expect(forgotten).toEqual([]);
  });

  test("treat a sign-out elsewhere, reported by the server, like one reported by a tab", async () => {
    const { session, forgotten } = await tab();
    session.end("signed_out");
    expect(session.notice.value).toEqual({ key: "login.ended.signed_out" });
    expect(forgotten).toEqual([SARA.id]);
  });
});

describe("a session that the server ends", () => {
  test("says why, and keeps the drafts", async () => {
    const forgotten: string[] = [];
    const session = createSession(api({ me: async () => SARA }), {
      onLogout: (agent) => forgotten.push(agent),
    });
    for (const reason of ["idle", "password_changed", "disabled"] as const) {
      await session.recall();
      session.end(reason);
      expect(session.status.value).toBe("out");
      expect(session.notice.value).toEqual({ key: `login.ended.${reason}` });
    }
    expect(forgotten).toEqual([]);
  });

  test("is asked for its reason when it turns out to have ended", async () => {
    let ended: object | null = null;
    const session = createSession(
      api({
        me: () =>
          ended ? Promise.reject(refusal("unauthenticated", ended)) : Promise.resolve(SARA),
      }),
    );
    await session.recall();
    ended = { ended: "idle" };
    session.expire();
    expect(session.notice.value).toEqual({ key: "login.expired" });
    await vi.waitFor(() => expect(session.notice.value).toEqual({ key: "login.ended.idle" }));
  });

  test("says so on the next day, too", async () => {
    const session = createSession(
      api({ me: () => Promise.reject(refusal("unauthenticated", { ended: "idle" })) }),
    );
    await session.recall();
    expect(session.notice.value).toEqual({ key: "login.ended.idle" });
  });

  test("goes on as the agent who has signed in in another tab meanwhile", async () => {
    const session = createSession(api({ me: async () => SARA }));
    await session.recall();
    session.expire();
    await vi.waitFor(() => expect(session.status.value).toBe("in"));
  });

  test("gives a general reason for one that this console does not know", async () => {
    const session = createSession(api({ me: async () => SARA }));
    await session.recall();
    session.end("thunderstorm" as "idle");
    expect(session.notice.value).toEqual({ key: "login.expired" });
  });
});
