/** Deliveries, for members who may see them: those that need a person, or all, newest first. */
import type { DeliveriesMoved, DeliveryCounts, DeliveryItem, Timers } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import type { Toasts } from "../frame/toasts";
import { isLoggedOut, problemOf } from "../parts/problems";
import { createWatchedList, type ShownList } from "../parts/watched_list";

export type Shown = "open" | "all";
export type DeliveryMove = "retry" | "give_up";

export interface DeliveriesModel extends ShownList<DeliveryItem, DeliveryCounts, Shown> {
  /** The delivery that is being moved. */
  readonly moving: ReadonlySignal<string | null>;
  move(id: string, move: DeliveryMove): Promise<void>;
  receive(push: DeliveriesMoved): void;
}

export interface DeliveriesOptions {
  api: Pick<StaffApi, "deliveries" | "deliveryCounts" | "moveDelivery">;
  toasts: Pick<Toasts, "show">;
  onLoggedOut(): void;
  timers?: Timers;
}

export function createDeliveries(options: DeliveriesOptions): DeliveriesModel {
  const { api, toasts, onLoggedOut, timers } = options;
  const moving = signal<string | null>(null);
  const list = createWatchedList<DeliveryItem, DeliveryCounts, Shown>({
    show: "open",
    fetchPage: (show, after) => api.deliveries(show, after),
    fetchCounts: () => api.deliveryCounts(),
    ...{ onLoggedOut, timers },
  });

  async function move(id: string, what: DeliveryMove): Promise<void> {
    moving.value = id;
    try {
      list.replace(await api.moveDelivery(id, what));
      if (what === "give_up") {
        const undo = () => void move(id, "retry");
        toasts.show({ tone: "done", message: { key: "delivery.given_up" }, undo });
      }
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else toasts.show({ tone: "problem", message: problemOf(error) });
    } finally {
      moving.value = null;
    }
  }

  return {
    ...{ ...list, moving, move },
    // A push about one conversation is for that conversation's own rows.
    receive: ({ conversation_id }) => {
      if (conversation_id === null) list.moved();
    },
  };
}
