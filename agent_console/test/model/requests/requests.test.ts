import { type DataRequestItem, NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import type { Toast } from "../../../src/model/frame/toasts";
import { createRequests } from "../../../src/model/requests/requests";
import { Clock, settled } from "../../line";
import { dataRequest } from "../../samples";

const COUNTS = { open: 2, late: 1 };
const page = (items: DataRequestItem[], rest: string | null = null) => ({
  ...{ items, rest },
  counts: COUNTS,
});
const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });

function model() {
  const asked: string[] = [];
  const toasts: Omit<Toast, "id">[] = [];
  const clock = new Clock();
  let out = 0;
  const gateway = {
    list: async (_show: string, after: string) =>
      after
        ? page([dataRequest("b"), dataRequest("c")])
        : page([dataRequest("a"), dataRequest("b")], "1.b"),
    answer: async (id: string) => dataRequest(id, { state: "done" }),
  };
  const requests = createRequests({
    api: {
      dataRequests: (show, after) => {
        asked.push(`list ${show} ${after}`.trim());
        return gateway.list(show, after);
      },
      dataRequestCounts: async () => {
        asked.push("count");
        return COUNTS;
      },
      giveCopy: (id) => {
        asked.push(`give ${id}`);
        return gateway.answer(id);
      },
      refuseDataRequest: (id, reason) => {
        asked.push(`refuse ${id} ${reason}`);
        return gateway.answer(id);
      },
    },
    toasts: { show: (toast) => toasts.push(toast) },
    onLoggedOut: () => {
      out += 1;
    },
    timers: clock,
  });
  const ids = () => requests.items.value.map(({ id }) => id);
  return { requests, gateway, asked, toasts, clock, ids, out: () => out };
}

describe("the list of requests", () => {
  test("comes page by page, each request once", async () => {
    const { requests, ids } = model();
    await requests.load();
    expect([ids(), requests.more.value]).toEqual([["a", "b"], true]);
    await requests.loadMore();
    expect([ids(), requests.more.value]).toEqual([["a", "b", "c"], false]);
    await requests.loadMore();
    expect(requests.counts.value).toEqual(COUNTS);
  });

  test("keeps the answer to the latest question alone", async () => {
    const { requests, gateway, ids } = model();
    let late: (answer: ReturnType<typeof page>) => void = () => undefined;
    gateway.list = (show) =>
      show === "open"
        ? new Promise((resolve) => {
            late = resolve;
          })
        : Promise.resolve(page([dataRequest("settled")]));
    const first = requests.load();
    await requests.choose("settled");
    late(page([dataRequest("open")]));
    await first;
    expect(ids()).toEqual(["settled"]);
  });

  test("says why it does not come, and comes when asked again", async () => {
    const { requests, gateway, ids, out } = model();
    const works = gateway.list;
    gateway.list = () => Promise.reject(new NoAnswer("offline"));
    await requests.load();
    expect(requests.problem.value).toEqual({ key: "error.offline" });
    gateway.list = works;
    await requests.load();
    expect([requests.problem.value, ids()]).toEqual([null, ["a", "b"]]);
    gateway.list = () => Promise.reject(refusal("unauthenticated"));
    await requests.load();
    expect(out()).toBe(1);
  });

  test("follows what moves: the list while somebody looks, else the number alone", async () => {
    const { requests, asked, clock } = model();
    requests.receive();
    requests.receive();
    await clock.elapse(500);
    const stop = requests.watch();
    requests.receive();
    await clock.elapse(500);
    stop();
    requests.receive();
    requests.forget();
    await clock.elapse(500);
    expect(asked).toEqual(["count", "list open", "list open"]);
    expect([requests.items.value, requests.counts.value]).toEqual([[], null]);
  });
});

describe("the number of late requests", () => {
  test("is counted again while a deadline may pass, and not for nobody", async () => {
    const { requests, asked, clock } = model();
    await requests.count();
    await clock.elapse(600_000);
    await clock.elapse(600_000);
    expect(asked).toEqual(["count", "count", "count"]);
    requests.forget();
    expect(clock.waiting).toBe(0);
    const late = requests.count();
    requests.forget();
    await late;
    expect([clock.waiting, requests.counts.value]).toEqual([0, null]);
  });
});

describe("an answer", () => {
  test("goes out once, and the list comes anew", async () => {
    const { requests, asked, toasts } = model();
    const first = requests.giveCopy("a");
    expect(await requests.refuse("a", "No.")).toBe(false);
    expect(await first).toBe(true);
    await settled();
    expect(asked).toEqual(["give a", "list open"]);
    expect(toasts.map(({ tone }) => tone)).toEqual(["done"]);
    expect(await requests.refuse("b", "Unpaid.")).toBe(true);
    expect(asked).toContain("refuse b Unpaid.");
  });

  test("that comes too late is said to, and the list shows what became of it", async () => {
    const { requests, gateway, asked, toasts, out } = model();
    gateway.answer = () => Promise.reject(refusal("request_settled"));
    expect(await requests.giveCopy("a")).toBe(false);
    await settled();
    expect(toasts).toEqual([{ tone: "problem", message: { key: "error.request_settled" } }]);
    expect(asked).toEqual(["give a", "list open"]);
    gateway.answer = () => Promise.reject(refusal("unauthenticated"));
    expect(await requests.refuse("a", "No.")).toBe(false);
    expect(out()).toBe(1);
  });
});
