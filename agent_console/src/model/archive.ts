/** Every conversation there is, for supervisors: filtered, page by page, newest first. */
import type { ConversationItem, ConversationList } from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../catalogue";
import type { ArchiveQuery } from "../transport/api";
import { isCurrent } from "./items";
import { isLoggedOut, problemOf } from "./problems";

export type Filters = Omit<ArchiveQuery, "before">;

export interface Archive {
  readonly filters: ReadonlySignal<Filters>;
  readonly filtered: ReadonlySignal<boolean>;
  readonly items: ReadonlySignal<ConversationItem[]>;
  readonly more: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Agents seen in the lists so far, by name: the choices of the filter. */
  readonly agents: ReadonlySignal<[id: string, name: string][]>;
  filter(change: Partial<Filters>): Promise<void>;
  load(): Promise<void>;
  loadMore(): Promise<void>;
  /** A conversation has changed: shown if it is in the list. */
  receive(item: ConversationItem): void;
}

export const NO_FILTERS: Filters = { owner: "", language: "", agent: "", q: "" };

export function createArchive(
  list: (query: ArchiveQuery) => Promise<ConversationList>,
  onLoggedOut: () => void,
): Archive {
  const filters = signal<Filters>(NO_FILTERS);
  const items = signal<ConversationItem[]>([]);
  const next = signal<string | null>(null);
  const loading = signal(false);
  const problem = signal<Message | null>(null);
  const seen = signal<ReadonlyMap<string, string>>(new Map());
  let asked = 0;

  /** Only the answer to the latest question counts. */
  async function fetchPage(before: string, known: ConversationItem[]): Promise<void> {
    const question = ++asked;
    loading.value = true;
    problem.value = null;
    try {
      const page = await list({ ...filters.value, before });
      if (question === asked) show(page, known);
    } catch (error) {
      if (question === asked) fail(error);
    } finally {
      if (question === asked) loading.value = false;
    }
  }

  function show(page: ConversationList, known: ConversationItem[]): void {
    const ids = new Set(known.map((item) => item.id));
    items.value = [...known, ...page.items.filter((item) => !ids.has(item.id))];
    next.value = page.next;
    learn(page.items);
  }

  function learn(from: ConversationItem[]): void {
    const names = new Map(seen.value);
    for (const { owner } of from) {
      if (owner.agent_id && owner.agent_name) names.set(owner.agent_id, owner.agent_name);
    }
    if (names.size !== seen.value.size) seen.value = names;
  }

  function fail(error: unknown): void {
    if (isLoggedOut(error)) onLoggedOut();
    else problem.value = problemOf(error);
  }

  return {
    filters,
    filtered: computed(() => Object.values(filters.value).some((value) => value !== "")),
    items,
    more: computed(() => next.value !== null),
    loading,
    problem,
    agents: computed(() => [...seen.value].sort(([, a], [, b]) => a.localeCompare(b))),
    async filter(change) {
      filters.value = { ...filters.value, ...change };
      await fetchPage("", []);
    },
    load: () => fetchPage("", []),
    loadMore: async () => {
      if (next.value !== null) await fetchPage(next.value, items.value);
    },
    receive(item) {
      learn([item]);
      items.value = items.value.map((old) =>
        old.id === item.id && isCurrent(item, old) ? item : old,
      );
    },
  };
}
