/**
 * The conversations that are open: the one that the address names, and an earlier one read beside
 * it. Logging in, logging out and a click all come through here.
 */
import type {
  Connection,
  ConversationItem,
  Event,
  Marks,
  Me,
  StaffLooks,
  StaffPush,
  StaffTypingPush,
} from "@firuze/client";
import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Route } from "../frame/route";
import { createThread, type Thread } from "../thread/thread";

export interface OpenThreads {
  readonly thread: ReadonlySignal<Thread | null>;
  readonly earlier: ReadonlySignal<Thread | null>;
  go(route: Route): void;
  openEarlier(conversation: string | null): void;
  receive(push: StaffPush): void;
  receiveItem(item: ConversationItem): void;
  /** Conversations that are out of the agent's sight now: what is open of them is dropped. */
  lose(conversations: readonly string[]): void;
  receiveTyping(push: StaffTypingPush): void;
  receiveLooks(push: StaffLooks): void;
  /** Connected: take what has been missed. */
  resume(): void;
}

export interface OpenThreadsOptions {
  line: Connection;
  /** The agent who is logged in. */
  me: ReadonlySignal<Me | null>;
  agent: ReadonlySignal<string | null>;
  onEvents(events: readonly Event[]): void;
  onItem(item: ConversationItem): void;
  onMarks(conversation: string, marks: Marks): void;
  onLoggedOut(): void;
  /** The words of this conversation are gone from the server. */
  onErased(conversation: string): void;
}

export function createOpenThreads(options: OpenThreadsOptions): OpenThreads {
  const { line, me, agent } = options;
  const thread = signal<Thread | null>(null);
  const earlier = signal<Thread | null>(null);
  const route = signal<Route>({ page: "inbox", conversation: null });

  const all = () => [thread.peek(), earlier.peek()].filter((each) => each !== null);

  function open(id: string, reader: Me, audit: boolean): Thread {
    const opened = createThread({
      id,
      line,
      me: reader.id,
      audit,
      onEvents: options.onEvents,
      onItem: options.onItem,
      onMarks: (news) => options.onMarks(id, news),
      onLoggedOut: options.onLoggedOut,
      onErased() {
        options.onErased(id);
        queueMicrotask(() => afresh([id])); // the thread is in the midst of taking the event
      },
    });
    if (line.state.kind === "connected") void opened.open();
    return opened;
  }

  function replace(slot: typeof thread, id: string | null, audit: boolean): void {
    slot.peek()?.close();
    const reader = me.peek();
    slot.value = id && reader ? open(id, reader, audit) : null;
  }

  /** Loads those of these that are open again: drops what the page holds of them. */
  function afresh(conversations: readonly string[]): void {
    for (const slot of [thread, earlier]) {
      const open = slot.peek();
      if (open && conversations.includes(open.id)) replace(slot, open.id, open.audit);
    }
  }

  effect(() => {
    const { page, conversation } = route.value;
    const id = agent.value ? conversation : null;
    untracked(() => {
      replace(thread, id, page === "archive");
      replace(earlier, null, false);
    });
  });

  return {
    thread,
    earlier,
    go(next) {
      const now = route.peek();
      if (now.page !== next.page || now.conversation !== next.conversation) route.value = next;
    },
    openEarlier: (id) => replace(earlier, id, false),
    receive(push) {
      for (const each of all()) each.receive(push);
    },
    receiveItem(item) {
      for (const each of all()) if (each.id === item.id) each.receiveItem(item);
    },
    lose: afresh, // a new thread asks again, and learns that it may not
    receiveTyping(push) {
      const open = thread.peek();
      if (open?.id === push.conversation_id) open.receiveTyping(push.active);
    },
    receiveLooks(push) {
      for (const each of all()) {
        if (each.id === push.conversation_id) each.receiveLooks(push.context);
      }
    },
    resume() {
      for (const each of all()) void each.open();
    },
  };
}
