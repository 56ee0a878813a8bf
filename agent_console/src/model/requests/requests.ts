/** What customers ask about their own data, for members who may answer: the most urgent first, or what was settled. */
import {
  browserTimers,
  type DataRequestCounts,
  type DataRequestItem,
  type Timers,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import type { Toasts } from "../frame/toasts";
import { isLoggedOut, problemOf } from "../parts/problems";

export type Shown = "open" | "settled";

export interface RequestsModel {
  readonly show: ReadonlySignal<Shown>;
  readonly items: ReadonlySignal<readonly DataRequestItem[]>;
  readonly more: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Null until they are known. */
  readonly counts: ReadonlySignal<DataRequestCounts | null>;
  /** Whether an answer is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  choose(show: Shown): Promise<void>;
  load(): Promise<void>;
  loadMore(): Promise<void>;
  /** Lets the customer have the copy. Whether there is no more to do. */
  giveCopy(id: string): Promise<boolean>;
  /** The customer reads the reason. Whether there is no more to do. */
  refuse(id: string, reason: string): Promise<boolean>;
  /** Keeps the list current from now on; returns the function that stops it. */
  watch(): () => void;
  count(): Promise<void>;
  /** Something has moved. */
  receive(): void;
  forget(): void;
}

export interface RequestsOptions {
  api: Pick<StaffApi, "dataRequests" | "dataRequestCounts" | "giveCopy" | "refuseDataRequest">;
  toasts: Pick<Toasts, "show">;
  onLoggedOut(): void;
  timers?: Timers;
}

const PAUSE = 500; // milliseconds: one refresh covers a burst (debounce)
const RECOUNT = 600_000; // milliseconds: no push tells that a deadline has passed

export function createRequests(options: RequestsOptions): RequestsModel {
  const { api, toasts, onLoggedOut } = options;
  const timers = options.timers ?? browserTimers;
  const show = signal<Shown>("open");
  const items = signal<readonly DataRequestItem[]>([]);
  const rest = signal<string | null>(null);
  const loading = signal(false);
  const problem = signal<Message | null>(null);
  const counts = signal<DataRequestCounts | null>(null);
  const busy = signal(false);
  let asked = 0;
  let sessions = 0; // an answer to one that has ended starts nothing
  let watchers = 0;
  let timer: unknown = null;
  let recount: unknown = null;

  /** Counts again later while any open request may still become late. */
  function counted(fresh: DataRequestCounts): void {
    counts.value = fresh;
    timers.clear(recount);
    recount = fresh.open > fresh.late ? timers.set(() => void count(), RECOUNT) : null;
  }

  /** Keeps only the answer to the latest request. */
  async function fetchPage(after: string, known: readonly DataRequestItem[]): Promise<void> {
    const question = ++asked;
    loading.value = true;
    try {
      const page = await api.dataRequests(show.peek(), after);
      if (question !== asked) return;
      const ids = new Set(known.map(({ id }) => id));
      items.value = [...known, ...page.items.filter(({ id }) => !ids.has(id))];
      rest.value = page.rest;
      counted(page.counts);
      problem.value = null;
    } catch (error) {
      if (question !== asked) return;
      if (isLoggedOut(error)) onLoggedOut();
      else problem.value = problemOf(error);
    } finally {
      if (question === asked) loading.value = false;
    }
  }

  const load = () => fetchPage("", []);

  async function count(): Promise<void> {
    const session = sessions;
    try {
      const fresh = await api.dataRequestCounts();
      if (session === sessions) counted(fresh);
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else problemOf(error); // the next refresh, or the page itself, will show it
    }
  }

  /** A request that somebody else has settled meanwhile needs no answer any more: the list says what became of it. */
  async function answer(act: () => Promise<DataRequestItem>): Promise<boolean> {
    if (busy.peek()) return false;
    busy.value = true;
    try {
      await act();
      toasts.show({ tone: "done", message: { key: "request.answered" } });
      return true;
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else toasts.show({ tone: "problem", message: problemOf(error) });
      return false;
    } finally {
      busy.value = false;
      void load();
    }
  }

  return {
    ...{ show, items, loading, problem, counts, busy, load, count },
    more: computed(() => rest.value !== null),
    async choose(next) {
      show.value = next;
      items.value = [];
      await load();
    },
    loadMore: async () => {
      if (rest.value !== null) await fetchPage(rest.value, items.value);
    },
    giveCopy: (id) => answer(() => api.giveCopy(id)),
    refuse: (id, reason) => answer(() => api.refuseDataRequest(id, reason)),
    watch() {
      watchers++;
      void load();
      return () => {
        watchers--;
      };
    },
    receive() {
      if (timer !== null) return;
      timer = timers.set(() => {
        timer = null;
        void (watchers > 0 ? load() : count());
      }, PAUSE);
    },
    forget() {
      timers.clear(timer);
      timers.clear(recount);
      timer = recount = null;
      asked++;
      sessions++;
      items.value = [];
      counts.value = null;
    },
  };
}
