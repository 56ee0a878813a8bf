import type { OwnSession } from "@firuze/client";
import { NoAnswer } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createOwnSessions } from "../../../src/model/account/own_sessions";
import { at } from "../../samples";

const session = (id: string, here = false): OwnSession => ({
  ...{ id, here, since: at(0), seen: at(1), browser: "Firefox/140.0" },
});

function created() {
  let kept = [session("here", true), session("phone"), session("old")];
  const gateway = {
    ownSessions: async () => ({ sessions: kept }),
    async endOwnSession(id: string) {
      kept = kept.filter((each) => each.id !== id);
    },
    async endOtherSessions() {
      kept = kept.filter((each) => each.here);
    },
  };
  const own = createOwnSessions({
    api: {
      ownSessions: () => gateway.ownSessions(),
      endOwnSession: (id) => gateway.endOwnSession(id),
      endOtherSessions: () => gateway.endOtherSessions(),
    },
    onLoggedOut: () => undefined,
  });
  return { own, gateway, ids: () => own.sessions.value?.map(({ id }) => id) };
}

describe("one's own sessions", () => {
  test("are shown, and ended one by one or all others at once", async () => {
    const { own, ids } = created();
    await own.load();
    expect(ids()).toEqual(["here", "phone", "old"]);
    await own.end("old");
    expect([ids(), own.done.value]).toEqual([["here", "phone"], true]);
    await own.endOthers();
    expect(ids()).toEqual(["here"]);
  });

  test("that could not be ended stay on the page, with the reason", async () => {
    const { own, gateway, ids } = created();
    await own.load();
    gateway.endOwnSession = () => Promise.reject(new NoAnswer("offline"));
    await own.end("old");
    expect([ids()?.length, own.done.value]).toEqual([3, false]);
    expect(own.problem.value).toEqual({ key: "error.offline" });
  });
});
