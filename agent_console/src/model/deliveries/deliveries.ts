/** Deliveries, for members who may see them: those that need a person, or all, newest first. */
import type { DeliveriesMoved, DeliveryCounts, DeliveryItem } from "@firuze/client";
import { browserTimers, type Timers } from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import type { Toasts } from "../frame/toasts";
import { isLoggedOut, problemOf } from "../parts/problems";

export type Shown = "open" | "all";
export type DeliveryMove = "retry" | "give_up";

export interface DeliveriesModel {
  readonly show: ReadonlySignal<Shown>;
  readonly items: ReadonlySignal<readonly DeliveryItem[]>;
  readonly more: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Null until they are known. */
  readonly counts: ReadonlySignal<DeliveryCounts | null>;
  /** The delivery that is being moved. */
  readonly moving: ReadonlySignal<string | null>;
  choose(show: Shown): Promise<void>;
  load(): Promise<void>;
  loadMore(): Promise<void>;
  move(id: string, move: DeliveryMove): Promise<void>;
  /** Keeps the list current from now on; returns the function that stops it. */
  watch(): () => void;
  count(): Promise<void>;
  receive(push: DeliveriesMoved): void;
  forget(): void;
}

export interface DeliveriesOptions {
  api: Pick<StaffApi, "deliveries" | "deliveryCounts" | "moveDelivery">;
  toasts: Pick<Toasts, "show">;
  onLoggedOut(): void;
  timers?: Timers;
}

/** Deliveries change many at a time; one refresh covers a burst (debounce). */
const PAUSE = 500; // milliseconds

export function createDeliveries(options: DeliveriesOptions): DeliveriesModel {
  const { api, toasts, onLoggedOut } = options;
  const timers = options.timers ?? browserTimers;
  const show = signal<Shown>("open");
  const items = signal<readonly DeliveryItem[]>([]);
  const rest = signal<string | null>(null);
  const loading = signal(false);
  const problem = signal<Message | null>(null);
  const counts = signal<DeliveryCounts | null>(null);
  const moving = signal<string | null>(null);
  let asked = 0;
  let watchers = 0;
  let timer: unknown = null;

  function fail(error: unknown): void {
    if (isLoggedOut(error)) onLoggedOut();
    else problem.value = problemOf(error);
  }

  /** Keeps only the answer to the latest request. */
  async function fetchPage(after: string, known: readonly DeliveryItem[]): Promise<void> {
    const question = ++asked;
    loading.value = true;
    try {
      const page = await api.deliveries(show.peek(), after);
      if (question !== asked) return;
      const ids = new Set(known.map(({ id }) => id));
      items.value = [...known, ...page.items.filter(({ id }) => !ids.has(id))];
      rest.value = page.rest;
      counts.value = page.counts;
      problem.value = null;
    } catch (error) {
      if (question === asked) fail(error);
    } finally {
      if (question === asked) loading.value = false;
    }
  }

  const load = () => fetchPage("", []);

  async function count(): Promise<void> {
    try {
      counts.value = await api.deliveryCounts();
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else problemOf(error); // the next refresh, or the page itself, will show it
    }
  }

  async function move(id: string, what: DeliveryMove): Promise<void> {
    moving.value = id;
    try {
      const moved = await api.moveDelivery(id, what);
      items.value = items.peek().map((item) => (item.id === id ? moved : item));
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
    ...{ show, items, loading, problem, counts, moving, load, count, move },
    more: computed(() => rest.value !== null),
    async choose(next) {
      show.value = next;
      items.value = [];
      await load();
    },
    loadMore: async () => {
      if (rest.value !== null) await fetchPage(rest.value, items.value);
    },
    watch() {
      watchers++;
      void load();
      return () => {
        watchers--;
      };
    },
    receive({ conversation_id }) {
      if (conversation_id !== null || timer !== null) return;
      timer = timers.set(() => {
        timer = null;
        void (watchers > 0 ? load() : count());
      }, PAUSE);
    },
    forget() {
      timers.clear(timer);
      timer = null;
      asked++;
      items.value = [];
      counts.value = null;
    },
  };
}
