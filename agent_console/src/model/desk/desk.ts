/**
 * The console without its looks: session, connection, inbox, the open conversation, what goes out.
 * The one place that wires the models to each other and to the gateway.
 */
import {
  type AvailabilitySet,
  accepted,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  type ConversationItem,
  type Me,
  type StaffItems,
  type StaffMark,
  type StaffPush,
  type StaffTypingPush,
  type TextStorage,
} from "@firuze/client";
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import { createSession, type SessionModel } from "../account/session";
import { type Archive, createArchive } from "../archive/archive";
import { type AlertOutput, type Alerts, createAlerts } from "../frame/alerts";
import type { Route } from "../frame/route";
import { createToasts, type Toasts } from "../frame/toasts";
import { createInbox, type InboxModel } from "../inbox/inbox";
import { inTab } from "../inbox/items";
import { isLoggedOut, problemOf } from "../parts/problems";
import { passes } from "../parts/retry";
import { createHandover, type Handover } from "../sheets/handover";
import { type Actions, createActions } from "../thread/actions";
import { type CustomerModel, createCustomer } from "../thread/customer";
import { createDrafts, type Drafts } from "../thread/drafts";
import { createMarks, type MarksModel } from "../thread/marks";
import { createOutgoing, type Outgoing } from "../thread/outgoing";
import { createSuggestions, openedBy, type Suggestions } from "../thread/suggestions";
import { createThread, type Thread } from "../thread/thread";
import { createWaits, type WaitsModel } from "../waits/waits";

export interface Desk {
  readonly session: SessionModel;
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly inbox: InboxModel;
  readonly thread: ReadonlySignal<Thread | null>;
  /** An earlier conversation, read beside the open one. */
  readonly earlier: ReadonlySignal<Thread | null>;
  readonly customer: CustomerModel;
  readonly archive: Archive;
  readonly waits: WaitsModel;
  readonly actions: Actions;
  readonly toasts: Toasts;
  readonly alerts: Alerts;
  readonly marks: MarksModel;
  readonly suggestions: Suggestions;
  /** Of the agent who is logged in. */
  readonly outgoing: ReadonlySignal<Outgoing | null>;
  readonly drafts: ReadonlySignal<Drafts | null>;
  go(route: Route): void;
  openEarlier(conversation: string | null): void;
  /** Begins to hand a conversation over; nothing happens until the agent says so. */
  handOver(item: ConversationItem): Handover;
  setAvailable(available: boolean): Promise<void>;
  typing(conversation: string, active: boolean): void;
}

export interface DeskOptions {
  api: StaffApi;
  connect(options: Pick<ConnectionOptions, "on" | "onState">): Connection;
  storage: TextStorage;
  alertOutput: AlertOutput;
  /** Tells now and at each change whether somebody looks at the page. */
  watchAttention(tell: (here: boolean) => void): void;
}

export function createDesk(options: DeskOptions): Desk {
  const { api, storage } = options;
  const session = createSession(api);
  const connection = signal<ConnectionState>({ kind: "idle" });
  const toasts = createToasts();
  const thread = signal<Thread | null>(null);
  const earlier = signal<Thread | null>(null);
  const agent = computed(
    () => (session.status.value === "in" ? session.me.value?.id : null) ?? null,
  );
  const line = options.connect({
    on: {
      events: (push: StaffPush) => {
        for (const open of threads()) open.receive(push);
        inbox.receiveItem(push.item);
        tell(push.item);
      },
      items: (push: StaffItems) => {
        inbox.receive(push);
        for (const item of push.items) tell(item);
      },
      mark: ({ conversation_id, side, mark }: StaffMark) =>
        marks.learn(conversation_id, { [side]: mark }),
      me: (me: Me) => session.update(me),
      typing: (push: StaffTypingPush) => {
        if (thread.value?.id === push.conversation_id) thread.value.receiveTyping(push.active);
      },
    },
    onState: (state) => {
      connection.value = state;
      if (state.kind === "connected") comeBack();
      else {
        outgoing.peek()?.pause();
        marks.pause();
      }
      if (state.kind === "refused" && state.code === "unauthenticated") session.expire();
    },
  });
  const marks = createMarks(line);
  const inbox = createInbox({
    line,
    me: session.me,
    onMe: session.update,
    onMarks: marks.learn,
    onError: (error) => {
      if (!passes(error)) complain(error);
    },
  });
  const customer = createCustomer(api.customer, session.expire);
  const archive = createArchive(api, session.expire);
  const alerts = createAlerts(options.alertOutput, storage);
  const drafts = computed(() => (agent.value ? createDrafts(storage, agent.value) : null));
  const outgoing = computed(() =>
    agent.value
      ? createOutgoing({ line, storage, agent: agent.value, onLoggedOut: session.expire })
      : null,
  );

  const threads = () => [thread.peek(), earlier.peek()].filter((each) => each !== null);

  /** Everybody but the inbox of a change. */
  function tell(item: ConversationItem): void {
    archive.receive(item);
    for (const open of threads()) if (open.id === item.id) open.receiveItem(item);
  }

  function leave(): void {
    line.close();
    inbox.forget();
    marks.forget();
  }

  function comeBack(): void {
    outgoing.peek()?.resume();
    marks.resume();
    void customer.again();
    for (const open of threads()) void open.open();
    void inbox.load();
  }

  function complain(error: unknown): void {
    if (isLoggedOut(error)) session.expire();
    else toasts.show({ tone: "problem", message: problemOf(error) });
  }

  function openThread(id: string, me: Me, audit: boolean): Thread {
    const opened = createThread({
      id,
      line,
      me: me.id,
      audit,
      onEvents: (events) => outgoing.peek()?.settle(events),
      onItem: inbox.receiveItem,
      onMarks: (news) => marks.learn(id, news),
      onLoggedOut: session.expire,
    });
    if (line.state.kind === "connected") void opened.open();
    return opened;
  }

  function replace(slot: typeof thread, id: string | null, audit: boolean): void {
    slot.peek()?.close();
    const me = session.me.peek();
    slot.value = id && me ? openThread(id, me, audit) : null;
  }

  const route = signal<Route>({ page: "inbox", conversation: null });

  effect(() => {
    // The page and the agent decide what is open: both a login and a click come through here.
    const { page, conversation } = route.value;
    const id = agent.value ? conversation : null;
    untracked(() => {
      replace(thread, id, page === "archive");
      replace(earlier, null, false);
    });
  });
  effect(() => {
    const here = agent.value !== null;
    untracked(() => {
      if (here) line.open();
      else leave();
    });
  });
  effect(() => {
    const mine = outgoing.value;
    return () => mine?.pause(); // what is left waits in the storage for its agent
  });
  const customerId = computed(() => thread.value?.item.value?.customer_id ?? null);
  effect(() => {
    const id = customerId.value;
    untracked(() => void customer.show(id));
  });
  effect(() => {
    const open = thread.value?.id;
    if (open && inbox.back.value.has(open)) untracked(() => inbox.look(open));
  });
  effect(() => {
    const offers = inbox.offers.value;
    untracked(() => alerts.look(offers));
  });

  const here = signal(false);
  options.watchAttention((is) => {
    here.value = is;
    if (!is) marks.hurry();
  });
  const isMine = (item: ConversationItem) => inTab(item, "mine", agent.value ?? "");

  effect(() => {
    // What is in the list has come; to have read it takes more.
    const mine = [...inbox.items.value.values()].filter(isMine);
    untracked(() => {
      for (const { id, head } of mine) marks.note(id, { delivered: head, read: 0 });
    });
  });
  const attended = computed(() => {
    const open = thread.value;
    const item = open?.item.value;
    return open?.loaded.value && item && isMine(item) && here.value ? open : null;
  });
  const suggestions = createSuggestions(line, session.expire);
  effect(() => {
    const open = thread.value;
    const item = open?.item.value;
    const mine = open?.loaded.value && item && isMine(item) && item.owner.kind === "agent";
    const online = connection.value.kind === "connected";
    const seq = openedBy(open?.events.value ?? []);
    untracked(() => suggestions.look(mine && online ? open.id : null, seq));
  });
  let before: Thread | null = null;
  effect(() => {
    const open = attended.value;
    const head = open?.events.value.at(-1)?.seq ?? 0;
    untracked(() => {
      if (open && open !== before) open.arrive(marks.of(open.id).staff.read);
      if (open) marks.note(open.id, { delivered: head, read: head });
      before = open;
    });
  });

  const actions = createActions(line, toasts, session.expire, (move) => {
    if (move === "accept" || move === "take" || move === "take_over") inbox.show("mine");
  });

  return {
    session,
    connection,
    inbox,
    thread,
    earlier,
    customer,
    archive,
    waits: createWaits(api.waits, session.expire),
    actions,
    toasts,
    alerts,
    marks,
    suggestions,
    outgoing,
    drafts,
    go(next) {
      const now = route.peek();
      if (now.page !== next.page || now.conversation !== next.conversation) route.value = next;
    },
    openEarlier: (id) => replace(earlier, id, false),
    handOver: (item) =>
      createHandover({
        line,
        item,
        me: agent.peek() ?? "",
        transfer: actions.transfer,
        onLoggedOut: session.expire,
      }),
    async setAvailable(available) {
      try {
        const set = accepted(await line.request<AvailabilitySet>("availability", { available }));
        session.update(set.me);
      } catch (error) {
        complain(error);
      }
    },
    typing: (conversation, active) =>
      line.send("typing", { conversation_id: conversation, active }),
  };
}
