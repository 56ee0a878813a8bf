import { type DataRequestItem, RequestRefused } from "@firuze/client";
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
    answer: async (id: string) => dataRequest(id, { state: "done" }),
  };
  const requests = createRequests({
    api: {
      dataRequests: async (show, after) => {
        asked.push(`list ${show} ${after}`.trim());
        return after ? page([dataRequest("c")]) : page([dataRequest("a"), dataRequest("b")], "1.b");
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

test("the open ones come first, and what moves is followed", async () => {
  const { requests, asked, clock, ids } = model();
  await requests.load();
  await requests.loadMore();
  expect(ids()).toEqual(["a", "b", "c"]);
  requests.receive();
  await clock.elapse(500);
  expect(asked).toEqual(["list open", "list open 1.b", "count"]);
});

test("requests are counted again while a deadline may pass", async () => {
  const { requests, asked, clock } = model();
  await requests.count();
  await clock.elapse(600_000);
  expect(asked).toEqual(["count", "count"]);
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
