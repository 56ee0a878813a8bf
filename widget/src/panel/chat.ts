/**
 * The panel without its looks: session, connection, log and outbox, as signals.
 *
 * What the customer writes goes to the outbox, whatever the connection does. When the token is good
 * no more, a new session is opened, and what was not sent goes to its conversation. A chat is that of
 * one customer, or of a visitor, from its beginning to its end.
 */
import {
  accepted,
  browserTimers,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  createConnection,
  createLog,
  createMarker,
  createOutbox,
  createTypingNotice,
  type Done,
  type Event,
  type Identity,
  type Language,
  type Log,
  laterMarks,
  type Mark,
  type Marker,
  type Marks,
  moveMessages,
  NOTHING,
  type Noted,
  type OutboxItem,
  type RequestRefused,
  type SessionReply,
  type TextStorage,
  type Timers,
  type VisitorMark,
  type VisitorPage,
  type VisitorPush,
  type VisitorSay,
  type VisitorState,
  type VisitorTyping,
  visitorGap,
} from "@firuze/client";
import { batch, computed, signal } from "@preact/signals-core";
import { type Command, createCommands } from "./commands";
import { createMemory, storageKeys } from "./memory";
import { leaveAt, type PostSession, sessionAt } from "./session";
import { createSessionLife } from "./session_life";
import { incomingTyping } from "./typing";

export type Message = Omit<VisitorSay, "client_id">;

export interface ChatOptions {
  origin: string;
  language: Language;
  identity: Identity | null;
  storage: TextStorage;
  timers?: Timers;
  post?: PostSession;
  /** The gateway does not take the customer for whom the page says they are. This chat is over: what
   * was written in it waits for the next one, which is a visitor's. */
  onRefused?(error: RequestRefused): void;
  connect?(options: ConnectionOptions): Connection;
}

const UNREAD: Marks = { customer: NOTHING, staff: NOTHING };

export type Chat = ReturnType<typeof createChat>;

export function createChat(options: ChatOptions) {
  const { storage, identity } = options;
  const timers = options.timers ?? browserTimers;
  const keys = storageKeys(options.origin, identity);
  const memory = createMemory(storage, keys);

  const language = signal(options.language);
  const events = signal<readonly Event[]>([]);
  const loaded = signal(false);
  const state = signal<VisitorState | null>(null);
  const marks = signal(UNREAD);
  const items = signal<readonly OutboxItem<Message>[]>([]);
  const link = signal<ConnectionState>({ kind: "idle" });

  const life = createSessionLife({
    post: options.post ?? sessionAt(options.origin),
    key: keys.token,
    ...{ storage, language, identity, timers, onReply: adopt, onRefused: refused },
  });
  const { session, failure, open } = life;
  /** Who is writing. What the browser keeps of a customer is shown to nobody who only says so. */
  const known = computed(() => identity === null || session.value !== null);
  const written = new Set<string>();
  const outbox = computed(() =>
    known.value ? items.value : items.value.filter((item) => written.has(item.client_id)),
  );
  const typing = incomingTyping(timers);
  const connection = (options.connect ?? createConnection)({
    url: options.origin,
    namespace: "/visitor",
    auth: () => ({ token: session.value?.token }),
    on: {
      events: pushed,
      state: learn,
      mark: ({ side, mark }: VisitorMark) => marked({ [side]: mark }),
      typing: (push: VisitorTyping) => typing.receive(push),
    },
    onState: linkChanged,
    timers,
  });
  const commands = createCommands(connection.request);
  const myTyping = createTypingNotice((active) => connection.send("typing", { active }), timers);
  const box = createOutbox<Message>({
    storage,
    key: keys.outbox,
    send: ({ client_id, body }) => connection.request<Done>("say", { client_id, ...body }),
    onChange: (next) => {
      items.value = next;
    },
    timers,
  });
  items.value = box.items;
  /** The seqs of the bot's answers whose buttons are on their way. */
  const pressed = computed(
    () =>
      new Set(
        outbox.value.flatMap(({ body, state }) =>
          body.button && state !== "failed" ? [body.button.seq] : [],
        ),
      ),
  );
  let log = newLog();
  let marker = newMarker();

  function newLog(): Log {
    return createLog({
      async fetchPage(after) {
        const page = accepted(await connection.request<VisitorPage>("sync", { after }));
        know(page.state);
        marked(page.marks);
        return page;
      },
      onChange: logChanged,
      gapRule: visitorGap,
      timers,
    });
  }

  function newMarker(): Marker {
    return createMarker({ send: (mark) => connection.request<Noted>("mark", mark), timers });
  }

  function marked(news: Partial<Marks>): void {
    marks.value = laterMarks(marks.peek(), news);
  }

  function got(mark: Mark): void {
    marked({ customer: mark });
    marker.note(mark);
  }

  function logChanged(next: readonly Event[]): void {
    batch(() => {
      events.value = next;
      typing.settle(next.at(-1));
      box.settle(ownMessages(next));
      got({ delivered: headOf(next), read: 0 });
    });
  }

  function pushed(push: VisitorPush): void {
    batch(() => {
      log.receive(push.events);
      learn(push.state);
    });
  }

  function learn(next: VisitorState): void {
    know(next);
    log.expect(next.head);
  }

  /** Older news never replace newer. */
  function know(next: VisitorState): void {
    const known = state.value;
    if (!known || next.epoch > known.epoch || next.head >= known.head) state.value = next;
  }

  function linkChanged(next: ConnectionState): void {
    link.value = next;
    if (next.kind === "connected") connected();
    else {
      box.pause();
      marker.pause();
    }
    if (next.kind === "refused") life.refused();
  }

  function refused(error: RequestRefused): void {
    if (!known.value) {
      const visitor = storageKeys(options.origin, null);
      moveMessages(storage, keys.outbox, visitor.outbox, written);
      memory.moveDraft(visitor);
    }
    options.onRefused?.(error);
  }

  function connected(): void {
    box.resume();
    marker.resume();
    commands.connected();
    const mine = log;
    void mine.load().then(() => {
      if (mine === log) loaded.value = true;
    });
  }

  /** Whoever asks for a person while a ticket waits for one is told so: nothing else happens. */
  async function run(command: Command): Promise<void> {
    const ticket = state.value?.owner === "ticket";
    await commands.run(command);
    if (command !== "request_person" || !ticket || commands.notice.value) return;
    if (state.value?.owner === "ticket") commands.notice.value = { kind: "noted" };
  }

  function adopt(reply: SessionReply, before: string | undefined): void {
    if (identity) storage.setItem(keys.known, "1");
    if (before && before !== reply.conversation_id) startAfresh();
    connection.open();
  }

  /** Another conversation than before: nothing of the old one may stay on the screen. */
  function startAfresh(): void {
    connection.close();
    log.stop();
    log = newLog();
    marker = newMarker();
    events.value = [];
    marks.value = UNREAD;
    state.value = null;
    loaded.value = false;
  }

  return {
    language,
    session,
    failure,
    events,
    loaded,
    state,
    marks,
    outbox,
    link,
    typing: typing.by,
    running: commands.running,
    notice: commands.notice,
    run,
    leaveContact: commands.leaveContact,
    known,
    memory,
    open,
    /** A button counts once, however often it is pressed until the log shows that it was. */
    say(message: Message): void {
      const { button } = message;
      if (button && pressed.value.has(button.seq)) return;
      myTyping.stop();
      written.add(box.add(message));
    },
    pressed,
    /** Everything that has come is on a page in view. */
    saw(): void {
      const head = headOf(events.value);
      got({ delivered: head, read: head });
    },
    hurry: (): void => marker.hurry(),
    retry: box.retry,
    discard: box.remove,
    writing: myTyping.touch,
    /** The shop's name, too, is asked for in the new language. */
    setLanguage(next: Language): void {
      if (next === language.value) return;
      language.value = next;
      if (session.value) void open();
    },
    /** The browser is online again. */
    wake(): void {
      if (failure.value) void open();
    },
    /** Another tab of this browser has written to the storage. */
    storageChanged(key: string | null): void {
      if (key === keys.outbox) box.reload();
    },
    /** The customer has signed out of the shop. */
    async leave(): Promise<void> {
      if (session.value) await leaveAt(options.origin, session.value.token);
    },
    stop(): void {
      life.stop();
      typing.settle(undefined);
      myTyping.stop();
      log.stop();
      box.pause();
      connection.close();
    },
  };
}

function ownMessages(events: readonly Event[]): string[] {
  return events.flatMap(({ body }) => (body.type === "customer.said" ? [body.client_id] : []));
}

const headOf = (events: readonly Event[]): number => events.at(-1)?.seq ?? 0;
