/** The inbox: what the gateway says is open, by tabs, kept current by pushes. */
import {
  accepted,
  type Connection,
  type ConversationItem,
  type Inbox,
  type Me,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type Items, inTab, merge, ordered, reconcile, TABS, type Tab } from "./items";

export interface InboxModel {
  readonly items: ReadonlySignal<Items>;
  readonly tab: ReadonlySignal<Tab>;
  readonly visible: ReadonlySignal<ConversationItem[]>;
  readonly offers: ReadonlySignal<ConversationItem[]>;
  readonly counts: ReadonlySignal<Record<Tab, number>>;
  readonly loaded: ReadonlySignal<boolean>;
  show(tab: Tab): void;
  receive(item: ConversationItem): void;
  /** Takes the whole list anew; returns who the server says the agent is. Rejects as requests do. */
  load(): Promise<Me>;
  /** The id `step` places after `from` in the visible list, or null at its end. */
  neighbour(from: string | null, step: 1 | -1): string | null;
  forget(): void;
}

export function createInbox(
  line: Pick<Connection, "request">,
  me: ReadonlySignal<Me | null>,
): InboxModel {
  const items = signal<Items>(new Map());
  const tab = signal<Tab>("mine");
  const loaded = signal(false);
  const touched = new Set<string>();
  const myId = computed(() => me.value?.id ?? "");
  const visible = computed(() => ordered(items.value.values(), tab.value, myId.value));
  const offers = computed(() => ordered(items.value.values(), "offered", myId.value));
  const counts = computed(() => countByTab(items.value, myId.value));

  return {
    items,
    tab,
    visible,
    offers,
    counts,
    loaded,
    show(next) {
      tab.value = next;
    },
    receive(item) {
      touched.add(item.id);
      items.value = merge(items.value, [item]);
    },
    async load() {
      touched.clear();
      const inbox = accepted(await line.request<Inbox>("inbox", {}));
      items.value = reconcile(items.value, inbox.items, touched);
      loaded.value = true;
      return inbox.me;
    },
    neighbour: (from, step) => neighbour(visible.value, from, step),
    forget() {
      items.value = new Map();
      loaded.value = false;
    },
  };
}

function countByTab(items: Items, me: string): Record<Tab, number> {
  const all = [...items.values()];
  const counted = TABS.map((tab) => [tab, all.filter((item) => inTab(item, tab, me)).length]);
  return Object.fromEntries(counted) as Record<Tab, number>;
}

function neighbour(list: ConversationItem[], from: string | null, step: 1 | -1): string | null {
  const at = list.findIndex((item) => item.id === from);
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
  return list[next]?.id ?? null;
}
