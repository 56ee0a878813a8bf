/**
 * One open conversation: its whole log, kept current while it is watched.
 *
 * Opening and reconnecting are the same: watch, then load what is missing.
 */
import {
  accepted,
  browserTimers,
  type Connection,
  type ConversationItem,
  createLog,
  type Event,
  type HandoffPacket,
  type Marks,
  NoAnswer,
  type PageContext,
  type StaffPage,
  type StaffPush,
  staffGap,
  type Timers,
  type Watched,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isCurrent } from "../inbox/items";
import { isLoggedOut, problemOf } from "../parts/problems";
import { untilAnswered } from "../parts/retry";
import { type Why, whyOf } from "./packet";
import { type Row, rowsOf } from "./rows";

export interface Thread {
  readonly id: string;
  /** Whether a supervisor reads it in the archive. */
  readonly audit: boolean;
  readonly item: ReadonlySignal<ConversationItem | null>;
  readonly events: ReadonlySignal<readonly Event[]>;
  readonly rows: ReadonlySignal<Row[]>;
  readonly why: ReadonlySignal<Why | null>;
  /** What the customer is looking at, null before that is known. */
  readonly looks: ReadonlySignal<PageContext | null>;
  readonly loaded: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Whether the customer is typing. */
  readonly typing: ReadonlySignal<boolean>;
  /** The message to scroll to, and how often it was requested. */
  readonly revealed: ReadonlySignal<{ seq: number; times: number } | null>;
  /** Whether its words are gone, and nothing can be added. */
  readonly erased: ReadonlySignal<boolean>;
  /** The seq of the last reply to the customer, 0 if there is none. */
  readonly replied: ReadonlySignal<number>;
  /** The message below the "new" line: the first unread when the agent came. */
  readonly news: ReadonlySignal<number | null>;
  /** The agent, whose read mark is `read`, looks at it from now on. */
  arrive(read: number): void;
  reveal(seq: number): void;
  receive(push: StaffPush): void;
  /** Its head may announce events whose push was lost. */
  receiveItem(item: ConversationItem): void;
  receiveTyping(active: boolean): void;
  receiveLooks(context: PageContext): void;
  open(): Promise<void>;
  close(): void;
}

export interface ThreadOptions {
  id: string;
  line: Pick<Connection, "request">;
  me: string;
  audit: boolean;
  onEvents?(events: readonly Event[]): void;
  onItem?(item: ConversationItem): void;
  onMarks?(marks: Marks): void;
  onLoggedOut(): void;
  /** The words of all events that came so far are gone from the server. */
  onErased?(): void;
  timers?: Timers;
}

const TYPING_LASTS = 6_000; // milliseconds after the last typing event

export function createThread(options: ThreadOptions): Thread {
  const { id, line } = options;
  const timers = options.timers ?? browserTimers;
  const item = signal<ConversationItem | null>(null);
  const events = signal<readonly Event[]>([]);
  const packet = signal<HandoffPacket | null>(null);
  const looks = signal<PageContext | null>(null);
  const loaded = signal(false);
  const problem = signal<Message | null>(null);
  const typing = signal(false);
  const revealed = signal<{ seq: number; times: number } | null>(null);
  const news = signal<number | null>(null);
  let typingTimer: unknown = null;
  let closed = false;

  const log = createLog({
    gapRule: staffGap,
    timers,
    fetchPage,
    onError: fail,
    onChange: (all) => {
      const news = all.slice(events.value.length);
      events.value = all;
      if (loaded.value && news.some(isErasure)) options.onErased?.();
      options.onEvents?.(all);
    },
  });

  function receiveItem(news: ConversationItem): void {
    if (item.value && !isCurrent(news, item.value)) return;
    item.value = news;
    options.onItem?.(news);
  }

  async function fetchPage(after: number): Promise<StaffPage> {
    const page = accepted(await line.request<StaffPage>("sync", { conversation_id: id, after }));
    problem.value = null;
    receiveItem(page.item);
    options.onMarks?.(page.marks);
    return page;
  }

  /** Whether pushes come now, unless somebody has closed the thread meanwhile. */
  async function watch(): Promise<boolean> {
    const ask = async () => accepted(await line.request<Watched>("watch", { conversation_id: id }));
    const watched = await untilAnswered(ask, () => !closed, timers);
    if (!watched) return false;
    packet.value = watched.packet;
    looks.value = watched.looks;
    receiveItem(watched.item);
    return true;
  }

  function fail(error: unknown): void {
    if (isLoggedOut(error)) options.onLoggedOut();
    else if (!(error instanceof NoAnswer)) problem.value = problemOf(error); // otherwise the banner shows it
  }

  function setTyping(active: boolean): void {
    timers.clear(typingTimer);
    typing.value = active;
    if (active) typingTimer = timers.set(() => setTyping(false), TYPING_LASTS);
  }

  async function open(): Promise<void> {
    try {
      if (await watch()) await log.load();
      loaded.value = log.cursor > 0;
    } catch (error) {
      fail(error);
    }
  }

  return {
    id,
    audit: options.audit,
    item,
    events,
    rows: computed(() => rowsOf(events.value, { me: options.me, audit: options.audit })),
    looks,
    why: computed(() => whyOf(events.value, packet.value)),
    loaded,
    problem,
    typing,
    revealed,
    erased: computed(() => events.value.some(isErasure)),
    replied: computed(() => events.value.findLast(isReply)?.seq ?? 0),
    news,
    arrive(read) {
      // For an agent to whom all of it is new the line says nothing.
      news.value = (read > 0 && events.value.find(isNewAfter(read))?.seq) || null;
    },
    reveal(seq) {
      revealed.value = { seq, times: (revealed.value?.times ?? 0) + 1 };
    },
    receive(push) {
      if (push.conversation_id !== id) return;
      receiveItem(push.item);
      if (push.events.some(({ body }) => body.type === "customer.said")) setTyping(false);
      log.receive(push.events);
    },
    receiveItem(news) {
      if (problem.value && !loaded.value)
        void open(); // it is in the agent's sight (again)
      else receiveItem(news);
      if (loaded.value) log.expect(news.head);
    },
    receiveTyping: setTyping,
    receiveLooks(context) {
      looks.value = context;
    },
    open,
    close() {
      closed = true;
      log.stop();
      setTyping(false);
      line.request("unwatch", { conversation_id: id }).catch((error: unknown) => {
        if (!(error instanceof NoAnswer)) throw error; // without a connection nothing is watched
      });
    },
  };
}

const isErasure = ({ body }: Event): boolean => body.type === "conversation.erased";
const isReply = ({ body }: Event): boolean => body.type === "agent.said";
const isNewAfter = (read: number) => (event: Event) =>
  event.seq > read && event.body.type === "customer.said";
