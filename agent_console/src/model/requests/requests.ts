/** What customers ask about their own data, for members who may answer: the most urgent first, or what was settled. */
import type { DataRequestCounts, DataRequestItem, Timers } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import type { Toasts } from "../frame/toasts";
import { isLoggedOut, problemOf } from "../parts/problems";
import { createWatchedList, type ShownList } from "../parts/watched_list";

export type Shown = "open" | "settled";

export interface RequestsModel extends ShownList<DataRequestItem, DataRequestCounts, Shown> {
  /** Whether an answer is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  /** Lets the customer have the copy. Whether there is no more to do. */
  giveCopy(id: string): Promise<boolean>;
  /** The customer reads the reason. Whether there is no more to do. */
  refuse(id: string, reason: string): Promise<boolean>;
  /** Something has moved. */
  receive(): void;
}

export interface RequestsOptions {
  api: Pick<StaffApi, "dataRequests" | "dataRequestCounts" | "giveCopy" | "refuseDataRequest">;
  toasts: Pick<Toasts, "show">;
  onLoggedOut(): void;
  timers?: Timers;
}

export function createRequests(options: RequestsOptions): RequestsModel {
  const { api, toasts, onLoggedOut, timers } = options;
  const busy = signal(false);
  const list = createWatchedList<DataRequestItem, DataRequestCounts, Shown>({
    show: "open",
    fetchPage: (show, after) => api.dataRequests(show, after),
    fetchCounts: () => api.dataRequestCounts(),
    // No push tells that a deadline has passed.
    ages: ({ open, late }) => open > late,
    ...{ onLoggedOut, timers },
  });

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
      void list.load();
    }
  }

  return {
    ...{ ...list, busy },
    giveCopy: (id) => answer(() => api.giveCopy(id)),
    refuse: (id, reason) => answer(() => api.refuseDataRequest(id, reason)),
    receive: list.moved,
  };
}
