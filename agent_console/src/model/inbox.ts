/** The inbox: what the gateway says is open, by tabs, kept current by pushes. */
import {
  accepted,
  type Connection,
  type ConversationItem,
  type Inbox,
  type Marks,
  type Me,
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
} from "./items";

export interface InboxModel {
  readonly items: ReadonlySignal<Items>;
  readonly tab: ReadonlySignal<Tab>;
  readonly visible: ReadonlySignal<ConversationItem[]>;
  readonly offers: ReadonlySignal<ConversationItem[]>;
  readonly counts: ReadonlySignal<Record<Tab, number>>;
  readonly loaded: ReadonlySignal<boolean>;
  /** Whose snooze has run out, and which the agent has not looked at since: on top of "mine". */
  readonly back: ReadonlySignal<ReadonlySet<string>>;
  show(tab: Tab): void;
  /** The agent looks at this conversation. */
  look(conversation: string): void;
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
  onMarks: (conversation: string, marks: Marks) => void = () => undefined,
  clock: () => number = Date.now,
): InboxModel {
  const items = signal<Items>(new Map());
  const tab = signal<Tab>("mine");
  const loaded = signal(false);
  const touched = new Set<string>();
  const myId = computed(() => me.value?.id ?? "");
  const back = signal<ReadonlySet<string>>(new Set());
  const visible = computed(() => {
    const list = ordered(items.value.values(), tab.value, myId.value);
    return tab.value === "mine" ? first(list, back.value) : list;
  });
  const offers = computed(() => ordered(items.value.values(), "offered", myId.value));
  const counts = computed(() => countByTab(items.value, myId.value));

  function replace(next: Items): void {
    const returned = [...next.values()].filter((item) => {
      const before = items.value.get(item.id);
      return before && inTab(item, "mine", myId.value) && cameBack(before, item, clock());
    });
    items.value = next;
    if (returned.length > 0) {
      back.value = new Set([...back.value, ...returned.map((item) => item.id)]);
    }
  }

  return {
    items,
    tab,
    visible,
    back,
    offers,
    counts,
    loaded,
    show(next) {
      tab.value = next;
    },
    look(conversation) {
      if (!back.value.has(conversation)) return;
      back.value = new Set([...back.value].filter((id) => id !== conversation));
    },
    receive(item) {
      touched.add(item.id);
      replace(merge(items.value, [item]));
    },
    async load() {
      touched.clear();
      const inbox = accepted(await line.request<Inbox>("inbox", {}));
      replace(reconcile(items.value, inbox.items, touched));
      for (const [id, marks] of Object.entries(inbox.marks)) onMarks(id, marks);
      loaded.value = true;
      return inbox.me;
    },
    neighbour: (from, step) => neighbour(visible.value, from, step),
    forget() {
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

/** What is snoozed is out of the way, and not counted among "mine". */
function countByTab(items: Items, me: string): Record<Tab, number> {
  const all = [...items.values()];
  const counts = (item: ConversationItem, tab: Tab) =>
    inTab(item, tab, me) && !(tab === "mine" && isSnoozed(item));
  const counted = TABS.map((tab) => [tab, all.filter((item) => counts(item, tab)).length]);
  return Object.fromEntries(counted) as Record<Tab, number>;
}

function neighbour(list: ConversationItem[], from: string | null, step: 1 | -1): string | null {
  const at = list.findIndex((item) => item.id === from);
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
  return list[next]?.id ?? null;
}
