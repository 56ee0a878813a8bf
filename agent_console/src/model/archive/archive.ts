/** All conversations, for supervisors: filtered, page by page, the latest change first. */
import type { ConversationItem, ConversationList, StaffName } from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { ArchiveQuery, StaffApi } from "../../transport/api";
import { named } from "../../wording/people";
import { isCurrent } from "../inbox/items";
import { isLoggedOut, problemOf } from "../parts/problems";

export type Filters = Omit<ArchiveQuery, "after">;

export interface Archive {
  readonly filters: ReadonlySignal<Filters>;
  readonly filtered: ReadonlySignal<boolean>;
  readonly items: ReadonlySignal<ConversationItem[]>;
  readonly more: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** All staff by name, former members last: the choices of the filter. */
  readonly people: ReadonlySignal<readonly StaffName[]>;
  filter(change: Partial<Filters>): Promise<void>;
  load(): Promise<void>;
  loadMore(): Promise<void>;
  /** A conversation has changed: moves it to the top, if it is in the list. */
  receive(item: ConversationItem): void;
}

export const NO_FILTERS: Filters = { owner: "", language: "", agent: "", mark: "", q: "" };

/** By the names that the reader sees. */
const presentFirst = (a: StaffName, b: StaffName): number =>
  Number(a.disabled) - Number(b.disabled) || named(a.names).localeCompare(named(b.names));

export function createArchive(
  api: Pick<StaffApi, "conversations" | "people">,
  onLoggedOut: () => void,
): Archive {
  const filters = signal<Filters>(NO_FILTERS);
  const items = signal<ConversationItem[]>([]);
  const rest = signal<string | null>(null);
  const loading = signal(false);
  const problem = signal<Message | null>(null);
  const everyone = signal<readonly StaffName[]>([]);
  const people = computed(() => [...everyone.value].sort(presentFirst));
  let asked = 0;

  /** Keeps only the answer to the latest request. */
  async function fetchPage(after: string, known: ConversationItem[]): Promise<void> {
    const question = ++asked;
    loading.value = true;
    problem.value = null;
    try {
      const page = await api.conversations({ ...filters.value, after });
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
    rest.value = page.rest;
  }

  async function learnNames(): Promise<void> {
    try {
      everyone.value = (await api.people()).people;
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (isLoggedOut(error)) onLoggedOut();
    else problem.value = problemOf(error);
  }

  return {
    filters,
    filtered: computed(() => Object.values(filters.value).some((value) => value !== "")),
    items,
    more: computed(() => rest.value !== null),
    loading,
    problem,
    people,
    async filter(change) {
      filters.value = { ...filters.value, ...change };
      await fetchPage("", []);
    },
    async load() {
      await Promise.all([fetchPage("", []), everyone.value.length === 0 && learnNames()]);
    },
    loadMore: async () => {
      if (rest.value !== null) await fetchPage(rest.value, items.value);
    },
    receive(item) {
      const old = items.value.find(({ id }) => id === item.id);
      if (!old || !isCurrent(item, old)) return;
      const others = items.value.filter((other) => other !== old);
      items.value = isCurrent(old, item)
        ? items.value.map((each) => (each === old ? item : each)) // a repeat
        : [item, ...others];
    },
  };
}
