/** A list in pages, kept current while a page shows it; its counts are kept current for the badge. */
import { browserTimers, type Timers } from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isLoggedOut, problemOf } from "./problems";

/** Part of a list, newest or most urgent first; `rest` is where the next part begins, null at the end. */
interface Page<Item, Counts> {
  items: readonly Item[];
  rest: string | null;
  counts: Counts;
}

export interface WatchedListOptions<Item, Counts, Shown> {
  /** What is shown at first. */
  show: Shown;
  fetchPage(show: Shown, after: string): Promise<Page<Item, Counts>>;
  fetchCounts(): Promise<Counts>;
  /** Whether these counts change without a push, as time goes by. */
  ages?(counts: Counts): boolean;
  onLoggedOut(): void;
  timers: Timers | undefined;
}

/** What a page reads and does. */
export interface ShownList<Item, Counts, Shown> {
  readonly show: ReadonlySignal<Shown>;
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly more: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Null until they are known. */
  readonly counts: ReadonlySignal<Counts | null>;
  choose(show: Shown): Promise<void>;
  load(): Promise<void>;
  loadMore(): Promise<void>;
  /** Keeps the list current from now on; returns the function that stops it. */
  watch(): () => void;
  count(): Promise<void>;
  forget(): void;
}

export interface WatchedList<Item, Counts, Shown> extends ShownList<Item, Counts, Shown> {
  /** Something has moved: asks again a moment later, once for a burst (debounce). */
  moved(): void;
  /** Puts the newer form of an item in its place. */
  replace(item: Item): void;
}

const PAUSE = 500; // milliseconds
const RECOUNT = 600_000; // milliseconds

export function createWatchedList<Item extends { id: string }, Counts, Shown>(
  options: WatchedListOptions<Item, Counts, Shown>,
): WatchedList<Item, Counts, Shown> {
  const { fetchCounts, ages, onLoggedOut } = options;
  const timers = options.timers ?? browserTimers;
  const show = signal(options.show);
  const items = signal<readonly Item[]>([]);
  const rest = signal<string | null>(null);
  const loading = signal(false);
  const problem = signal<Message | null>(null);
  const counts = signal<Counts | null>(null);
  let asked = 0;
  let sessions = 0; // an answer to one that has ended starts nothing
  let watchers = 0;
  let timer: unknown = null;
  let recount: unknown = null;

  function counted(fresh: Counts): void {
    counts.value = fresh;
    timers.clear(recount);
    recount = ages?.(fresh) ? timers.set(() => void count(), RECOUNT) : null;
  }

  /** Keeps only the answer to the latest request. */
  async function fetchPage(after: string, known: readonly Item[]): Promise<void> {
    const question = ++asked;
    loading.value = true;
    try {
      const page = await options.fetchPage(show.peek(), after);
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
      const fresh = await fetchCounts();
      if (session === sessions) counted(fresh);
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else problemOf(error); // the next refresh, or the page itself, will show it
    }
  }

  return {
    ...{ show, items, loading, problem, counts, load, count },
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
    moved() {
      if (timer !== null) return;
      timer = timers.set(() => {
        timer = null;
        void (watchers > 0 ? load() : count());
      }, PAUSE);
    },
    replace(item) {
      items.value = items.peek().map((other) => (other.id === item.id ? item : other));
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
