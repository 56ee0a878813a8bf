import { type DeliveryItem, RequestRefused } from "@firuze/client";
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
    move: async (id: string, move: string) =>
      delivery(id, { state: move === "retry" ? "waiting" : "withdrawn" }),
  };
  const deliveries = createDeliveries({
    api: {
      deliveries: async (show, after) => {
        asked.push(`list ${show} ${after}`.trim());
        return after ? page([delivery("c")]) : page([delivery("a"), delivery("b")], "1.b");
      },
      deliveryCounts: async () => {
        asked.push("count");
        return COUNTS;
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
  test("come page by page, and are fetched again when they change", async () => {
    const { deliveries, asked, clock, ids } = model();
    const stop = deliveries.watch();
    await settled();
    await deliveries.loadMore();
    expect(ids()).toEqual(["a", "b", "c"]);
    deliveries.receive({ conversation_id: "a" });
    await clock.elapse(500);
    deliveries.receive({ conversation_id: null });
    await clock.elapse(500);
    stop();
    expect(asked).toEqual(["list open", "list open 1.b", "list open"]);
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

  test("reveal at a change that the session has ended", async () => {
    const { deliveries, gateway, out } = model();
    gateway.move = () => Promise.reject(refusal("unauthenticated"));
    await deliveries.move("a", "retry");
    expect(out()).toBe(1);
  });
});
