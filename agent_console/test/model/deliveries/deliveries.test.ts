import { type DeliveryItem, NoAnswer, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createDeliveries } from "../../../src/model/deliveries/deliveries";
import type { Toast } from "../../../src/model/frame/toasts";
import { Clock, settled } from "../../line";
import { delivery } from "../../samples";

const COUNTS = { failed: 1, open: 2, works: true };
const page = (items: DeliveryItem[], rest: string | null = null) => ({
  items,
  rest,
  counts: COUNTS,
});
const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });

function model() {
  const asked: string[] = [];
  const toasts: Omit<Toast, "id">[] = [];
  const clock = new Clock();
  let out = 0;
  const gateway = {
    deliveries: async (_show: string, after: string) =>
      after ? page([delivery("b"), delivery("c")]) : page([delivery("a"), delivery("b")], "1.b"),
    counts: async () => COUNTS,
    move: async (id: string, move: string) =>
      delivery(id, { state: move === "retry" ? "waiting" : "withdrawn" }),
  };
  const deliveries = createDeliveries({
    api: {
      deliveries: (show, after) => {
        asked.push(`list ${show} ${after}`.trim());
        return gateway.deliveries(show, after);
      },
      deliveryCounts: () => {
        asked.push("count");
        return gateway.counts();
      },
      moveDelivery: (id, move) => {
        asked.push(`${move} ${id}`);
        return gateway.move(id, move);
      },
    },
    toasts: { show: (toast) => toasts.push(toast) },
    onLoggedOut: () => {
      out += 1;
    },
    timers: clock,
  });
  const ids = () => deliveries.items.value.map(({ id }) => id);
  return { deliveries, gateway, asked, toasts, clock, ids, out: () => out };
}

describe("deliveries", () => {
  test("come page by page, each once, with their counts", async () => {
    const { deliveries, ids } = model();
    await deliveries.load();
    expect([ids(), deliveries.more.value]).toEqual([["a", "b"], true]);
    expect(deliveries.counts.value).toEqual(COUNTS);
    await deliveries.loadMore();
    expect([ids(), deliveries.more.value]).toEqual([["a", "b", "c"], false]);
    await deliveries.loadMore();
    expect(ids()).toEqual(["a", "b", "c"]);
  });

  test("are shown as chosen; only the latest answer counts", async () => {
    const { deliveries, asked, gateway, ids } = model();
    gateway.deliveries = async (show) => {
      if (show === "open") await settled();
      return page([delivery(show)]);
    };
    await Promise.all([deliveries.load(), deliveries.choose("all")]);
    expect(asked).toEqual(["list open", "list all"]);
    expect([ids(), deliveries.loading.value]).toEqual([["all"], false]);
  });

  test("are fetched again when they change, once for a burst of changes", async () => {
    const { deliveries, asked, clock } = model();
    const stop = deliveries.watch();
    await settled();
    for (let times = 0; times < 5; times++) deliveries.receive({ conversation_id: null });
    deliveries.receive({ conversation_id: "a" });
    await clock.elapse(500);
    expect(asked).toEqual(["list open", "list open"]);
    stop();
    deliveries.receive({ conversation_id: null });
    await clock.elapse(500);
    expect(asked.at(-1)).toBe("count");
  });

  test("can be resumed after giving up", async () => {
    const { deliveries, asked, toasts } = model();
    await deliveries.load();
    await deliveries.move("a", "give_up");
    expect(deliveries.items.value[0]?.state).toBe("withdrawn");
    expect(toasts[0]?.message.key).toBe("delivery.given_up");
    toasts[0]?.undo?.();
    await settled();
    expect(asked.slice(1)).toEqual(["give_up a", "retry a"]);
    expect(deliveries.items.value[0]?.state).toBe("waiting");
  });

  test("stay as they are when a change is refused, and show the reason", async () => {
    const { deliveries, gateway, toasts } = model();
    await deliveries.load();
    gateway.move = () => Promise.reject(refusal("delivery_sent"));
    await deliveries.move("a", "retry");
    expect(toasts).toEqual([{ tone: "problem", message: { key: "error.delivery_sent" } }]);
    expect([deliveries.items.value[0]?.state, deliveries.moving.value]).toEqual(["failed", null]);
  });

  test("are a problem while they cannot be fetched", async () => {
    const { deliveries, gateway } = model();
    const list = gateway.deliveries;
    gateway.deliveries = () => Promise.reject(new NoAnswer("offline"));
    await deliveries.load();
    expect(deliveries.problem.value).toEqual({ key: "error.offline" });
    gateway.deliveries = list;
    await deliveries.load();
    expect(deliveries.problem.value).toBeNull();
  });

  test("any request reveals that the session has ended", async () => {
    const { deliveries, gateway, out } = model();
    gateway.deliveries = () => Promise.reject(refusal("unauthenticated"));
    gateway.counts = () => Promise.reject(refusal("unauthenticated"));
    gateway.move = () => Promise.reject(refusal("unauthenticated"));
    await deliveries.load();
    await deliveries.count();
    await deliveries.move("a", "retry");
    expect(out()).toBe(3);
  });

  test("are cleared at logout", async () => {
    const { deliveries, asked, clock, ids } = model();
    await deliveries.load();
    deliveries.receive({ conversation_id: null });
    deliveries.forget();
    await clock.elapse(500);
    expect([ids(), deliveries.counts.value, asked]).toEqual([[], null, ["list open"]]);
  });
});
