/**
 * The inbox: the lists of open conversations, by tabs.
 *
 * First load, recovery and gaps are one path, as in a log: `inbox` from the cursor, page by page,
 * until nothing is missing. Without a cursor the list begins at its top, and loads more as the
 agent
 * scrolls. Changes arrive by the cursor, scrolled to or not.
 */
import {
  accepted,
  browserTimers,
  type Connection,
  type ConversationItem,
  createWalk,
  type Inbox,
  type InboxPage,
  type InboxRest,
  type Marks,
  type Me,
  type StaffItems,
  type Timers,
  type Walk,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  cameBack,
  type Items,
  inTab,
  isSnoozed,
  merge,
  ordered,
  reconcile,
  TABS,
  type Tab,
  without,
} from "./items";

export interface InboxModel {
  readonly items: ReadonlySignal<Items>;
  readonly tab: ReadonlySignal<Tab>;
  readonly visible: ReadonlySignal<ConversationItem[]>;
  readonly offers: ReadonlySignal<ConversationItem[]>;
  /** Counts what is loaded; `more` says where that is not all. */
  readonly counts: ReadonlySignal<Record<Tab, number>>;
  readonly more: ReadonlySignal<Record<Tab, boolean>>;
  readonly loaded: ReadonlySignal<boolean>;
  /** Conversations back from a snooze that the agent has not looked at since: on top of "mine". */
  readonly back: ReadonlySignal<ReadonlySet<string>>;
  show(tab: Tab): void;
  /** The agent looks at this conversation. */
  look(conversation: string): void;
  receive(push: StaffItems): void;
  /** Takes a conversation that arrived outside the list. */
  receiveItem(item: ConversationItem): void;
  /** Fetches what has changed; resolves when nothing is missing any more. */
  load(): Promise<void>;
  /** The next page of the visible list. */
  loadMore(): Promise<void>;
  /** The id `step` places after `from` in the visible list, or null at its end. */
  neighbour(from: string | null, step: 1 | -1): string | null;
  forget(): void;
}

export interface InboxOptions {
  line: Pick<Connection, "request">;
  me: ReadonlySignal<Me | null>;
  /** The agent's account, as the server sends it. */
  onMe(me: Me): void;
  /** How far both sides have read in a conversation of the agent's own. */
  onMarks(conversation: string, marks: Marks): void;
  /** All conversations whose customers have left. */
  onAway(conversations: readonly string[]): void;
  /** A page could not be fetched; changes will be requested again. */
  onError(error: unknown): void;
  clock?: () => number;
  timers?: Timers;
}

/** What a tab shows, in its order. All of the agent's own conversations are on the first page. */
const LISTS: Record<Tab, readonly (keyof InboxRest)[]> = {
  offered: [],
  mine: [],
  queue: ["queue", "tickets"],
  all: ["all"],
};

export function createInbox(options: InboxOptions): InboxModel {
  const { line, me, clock = Date.now, timers = browserTimers } = options;
  const items = signal<Items>(new Map());
  const tab = signal<Tab>("mine");
  const loaded = signal(false);
  const rest = signal<InboxRest | null>(null);
  const touched = new Set<string>();
  const myId = computed(() => me.value?.id ?? "");
  const back = signal<ReadonlySet<string>>(new Set());
  const visible = computed(() => {
    const list = ordered(items.value.values(), tab.value, myId.value);
    return tab.value === "mine" ? first(list, back.value) : list;
  });
  const offers = computed(() => ordered(items.value.values(), "offered", myId.value));
  const counts = computed(() => countByTab(items.value, myId.value));
  const more = computed(() => byTab((each) => unfinished(each) !== undefined));
  let cursor: number | null = null;
  let walk = newWalk();
  let turning = false;

  function newWalk(): Walk {
    let at: number | null = null; // this walk's position, beyond the cursor
    let settled: number | null = null; // the cursor once the walk is done

    async function fetchPage(): Promise<Inbox> {
      touched.clear();
      const after = at ?? cursor;
      const page = await line.request<Inbox>("inbox", after === null ? {} : { after });
      return accepted(page);
    }

    /** The first page sets the cursor: what it could not see yet comes after it. */
    function keep(page: Inbox): boolean {
      if (page.next !== null && !(page.next > (at ?? cursor ?? 0))) {
        throw new Error("a page of the list led nowhere");
      }
      settled ??= page.cursor;
      at = page.next;
      take(page);
      if (at !== null) return true;
      cursor = page.rest ? page.cursor : Math.max(cursor ?? 0, settled);
      settled = null;
      return false;
    }

    return createWalk({ fetchPage, take: keep, onError: options.onError, timers });
  }

  function take(page: Inbox): void {
    options.onMe(page.me);
    options.onAway(page.away);
    for (const [id, marks] of Object.entries(page.marks)) options.onMarks(id, marks);
    if (page.rest) {
      replace(reconcile(items.value, page.items, touched));
      rest.value = page.rest;
      loaded.value = true;
    } else replace(merge(without(items.value, page.gone, touched), page.items));
  }

  function unfinished(of: Tab): keyof InboxRest | undefined {
    return LISTS[of].find((list) => rest.value?.[list]);
  }

  async function turn(list: keyof InboxRest): Promise<void> {
    const before = rest.value;
    const asked = line.request<InboxPage>("inbox_more", { list, after: before?.[list] });
    const page = accepted(await asked);
    if (!before || rest.value !== before) return; // the list was reloaded meanwhile
    replace(merge(items.value, page.items));
    rest.value = { ...before, [list]: page.rest };
  }

  function replace(next: Items): void {
    const returned = [...next.values()].filter((item) => {
      const known = items.value.get(item.id);
      return known && inTab(item, "mine", myId.value) && cameBack(known, item, clock());
    });
    items.value = next;
    if (returned.length > 0) {
      back.value = new Set([...back.value, ...returned.map((item) => item.id)]);
    }
  }

  function receiveAll(news: readonly ConversationItem[]): void {
    for (const item of news) touched.add(item.id);
    replace(merge(items.value, news));
  }

  return {
    items,
    tab,
    visible,
    back,
    offers,
    counts,
    more,
    loaded,
    show(next) {
      tab.value = next;
    },
    look(conversation) {
      if (!back.value.has(conversation)) return;
      back.value = new Set([...back.value].filter((id) => id !== conversation));
    },
    receive(push) {
      items.value = without(items.value, push.gone, new Set());
      receiveAll(push.items);
      if (cursor === null) return;
      if (push.after > cursor) void walk.load();
      else cursor = Math.max(cursor, push.cursor);
    },
    receiveItem: (item) => receiveAll([item]),
    load: () => walk.load(),
    async loadMore() {
      const list = unfinished(tab.value);
      if (!list || turning) return;
      turning = true;
      try {
        await turn(list);
      } catch (error) {
        options.onError(error);
      } finally {
        turning = false;
      }
    },
    neighbour: (from, step) => neighbour(visible.value, from, step),
    forget() {
      walk.stop();
      walk = newWalk();
      cursor = null;
      rest.value = null;
      items.value = new Map();
      back.value = new Set();
      loaded.value = false;
    },
  };
}

function first(list: ConversationItem[], ids: ReadonlySet<string>): ConversationItem[] {
  const chosen = list.filter((item) => ids.has(item.id));
  return [...chosen, ...list.filter((item) => !ids.has(item.id))];
}

/** Snoozed conversations are not counted among "mine". */
function countByTab(items: Items, me: string): Record<Tab, number> {
  const all = [...items.values()];
  const counts = (item: ConversationItem, tab: Tab) =>
    inTab(item, tab, me) && !(tab === "mine" && isSnoozed(item));
  return byTab((tab) => all.filter((item) => counts(item, tab)).length);
}

function byTab<T>(of: (tab: Tab) => T): Record<Tab, T> {
  return Object.fromEntries(TABS.map((tab) => [tab, of(tab)])) as Record<Tab, T>;
}

function neighbour(list: ConversationItem[], from: string | null, step: 1 | -1): string | null {
  const at = list.findIndex((item) => item.id === from);
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
  return list[next]?.id ?? null;
}
