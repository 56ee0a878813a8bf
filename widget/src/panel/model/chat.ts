/**
 * The panel without its looks: session, connection, incoming and outgoing messages, as signals.
 *
 * What the customer writes goes to the outbox, whatever the connection does. When the token is no
 * longer valid, the chat opens a new session, and unsent messages go to its conversation. A chat
 * belongs to one customer, or one visitor, from its beginning to its end.
 */
import {
  type Ack,
  browserTimers,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  createConnection,
  createOutbox,
  createTypingNotice,
  type Event,
  type Identity,
  type Language,
  moveMessages,
  type OutboxItem,
  type RequestRefused,
  type SessionReply,
  type TextStorage,
  type Timers,
  type VisitorMark,
  type VisitorPush,
  type VisitorSaid,
  type VisitorSay,
  type VisitorState,
  type VisitorTyping,
} from "@firuze/client";
import { batch, computed, effect, signal } from "@preact/signals-core";
import { type Command, createCommands } from "./commands";
import { createMemory, storageKeys } from "./memory";
import { createReading } from "./reading";
import { leaveAt, type PostSession, sessionAt } from "./session";
import { createSessionLife } from "./session_life";
import { incomingTyping } from "./typing";

const END_PATIENCE = 2_000; // milliseconds for which a customer who removes the chat may wait

export type Message = Omit<VisitorSay, "client_id">;

export interface ChatOptions {
  origin: string;
  language: Language;
  identity: Identity | null;
  /** The shop's own first words, if it has any. */
  greeting?: ((language: Language) => string | undefined) | undefined;
  storage: TextStorage;
  timers?: Timers;
  post?: PostSession;
  /** The gateway refuses the identity that the page gave. This chat is over: what was written in it
   * waits for the next one, which is a visitor's. */
  onRefused?(error: RequestRefused): void;
  connect?(options: ConnectionOptions): Connection;
}

export type Chat = ReturnType<typeof createChat>;

/** The chat that was stopped last, if files were picked in it: whose it was, by the key of their
 * outbox, and the files that nobody had begun to send. */
let before: { key: string; files: readonly File[] } | null = null;

export function createChat(options: ChatOptions) {
  const { storage, identity } = options;
  const timers = options.timers ?? browserTimers;
  const keys = storageKeys(options.origin, identity);
  const memory = createMemory(storage, keys);

  const language = signal(options.language);
  const items = signal<readonly OutboxItem<Message>[]>([]);
  const link = signal<ConnectionState>({ kind: "idle" });

  const life = createSessionLife({
    post: options.post ?? sessionAt(options.origin),
    key: storageKeys(options.origin, null).token,
    ...{ storage, language, identity, timers, onReply: adopt, onRefused: refused },
    onMeeting: () => connection.close(),
  });
  const { session, open } = life;
  /** Whether the gateway has confirmed the customer; until then the stored chat stays hidden. */
  const known = computed(() => identity === null || session.value !== null);
  const written = new Set<string>();
  const outbox = computed(() =>
    known.value ? items.value : items.value.filter((item) => written.has(item.client_id)),
  );
  /** Files of this customer's chat before, on this page; null where none were picked in it. */
  const left = before?.key === keys.outbox ? before.files : null;
  before = null;
  /** Files that were picked and nobody has begun to send; null before the first, and when the chat is over. */
  const files = signal(left);
  const typing = incomingTyping(timers);
  const connection = (options.connect ?? createConnection)({
    url: options.origin,
    namespace: "/visitor",
    auth: () => ({ token: session.value?.token }),
    on: {
      events: (push: VisitorPush) => reading.receive(push),
      state: (next: VisitorState) => reading.learn(next),
      mark: ({ side, mark }: VisitorMark) => reading.marked({ [side]: mark }),
      typing: (push: VisitorTyping) => typing.receive(push),
    },
    onState: linkChanged,
    timers,
  });
  const reading = createReading({
    request: connection.request,
    timers,
    onEvents(events) {
      typing.settle(events.at(-1));
      box.settle(ownMessages(events));
    },
  });
  const { events, loaded, state, marks } = reading;
  /**
   * Why there is no chat to show: no session can be opened, or the gateway admits nobody for now (a
   * stranger's session needs no record, so it is opened even while the record is away).
   */
  const failure = computed(() => {
    if (life.failure.value !== null || loaded.value) return life.failure.value;
    return link.value.kind === "reconnecting" ? (link.value.code ?? null) : null;
  });
  /** What the customer has to agree to before they may write. */
  const consent = computed(() => {
    const asked = session.value?.consent;
    const given = events.value.flatMap(({ body }) =>
      body.type === "consent.given" ? [body.version] : [],
    );
    return asked && given.at(-1) === asked.version ? null : asked;
  });
  /** The customer's requests; a refusal for want of an agreement shows what the shop asks. */
  const request: Connection["request"] = async (event, given) => {
    const ack = await connection.request<never>(event, given);
    if (!ack.ok && ack.error.code === "consent_needed") void open();
    return ack;
  };
  const commands = createCommands(request);
  const myTyping = createTypingNotice((active) => connection.send("typing", { active }), timers);
  const box = createOutbox<Message>({
    storage,
    key: keys.outbox,
    send: deliver,
    onChange: (next) => {
      items.value = next;
    },
    timers,
  });
  items.value = box.items;
  /** The customer has agreed: what was refused before that goes out. */
  const stopAgreed = effect(() => {
    if (consent.value !== null) return;
    for (const { client_id, code } of box.items)
      if (code === "consent_needed") box.retry(client_id);
  });
  /** The seqs of the bot's answers whose buttons are in flight. */
  const pressed = computed(
    () =>
      new Set(
        outbox.value.flatMap(({ body, state }) =>
          body.button && state !== "failed" ? [body.button.seq] : [],
        ),
      ),
  );
  /** The ack brings the words as the log has them, as a push would: this device is not pushed them. */
  async function deliver({ client_id, body }: OutboxItem<Message>): Promise<Ack<VisitorSaid>> {
    const conversation = session.peek()?.conversation_id;
    const ack = await request<VisitorSaid>("say", { client_id, ...body });
    const here = session.peek()?.conversation_id === conversation;
    if (ack.ok && ack.push && here) reading.receive(ack.push);
    return ack;
  }

  function linkChanged(next: ConnectionState): void {
    link.value = next;
    if (next.kind === "connected") connected();
    else {
      box.pause();
      reading.pause();
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
    commands.connected();
    reading.resume();
  }

  /** Notes a request for a person while a ticket already waits for one: nothing else happens. */
  async function run(command: Command): Promise<void> {
    const ticket = state.value?.owner === "ticket";
    await commands.run(command);
    if (command !== "request_person" || !ticket || commands.notice.value) return;
    if (state.value?.owner === "ticket") commands.notice.value = { kind: "noted" };
  }

  function adopt(reply: SessionReply, before: string | undefined): void {
    if (identity) storage.setItem(keys.known, "1");
    if (before && before !== reply.conversation_id) {
      connection.close();
      reading.startAfresh();
    }
    connection.open();
  }

  return {
    origin: options.origin,
    greeting: options.greeting,
    send: connection.send,
    language,
    session,
    failure,
    consent,
    events,
    loaded,
    state,
    marks,
    outbox,
    link,
    typing: typing.by,
    files,
    /** Whether files of this customer's chat before may be on their way. */
    resumes: left !== null,
    /** The customer has picked, pasted or dropped files; where they cannot go, the panel says so. */
    attach(picked: Iterable<File>): void {
      if (consent.value) return;
      if (!session.value) commands.notice.value = { kind: "failed", code: "offline" };
      else if (session.value.file_bytes) files.value = [...(files.value ?? []), ...picked];
      else commands.notice.value = { kind: "files" };
    },
    running: commands.running,
    notice: commands.notice,
    run,
    ask: commands.ask,
    request,
    /** Whether something lies over the chat: what arrives meanwhile is not seen. */
    covered: signal(false),
    leaveContact: commands.leaveContact,
    known,
    memory,
    open,
    /** A button is sent once, however often it is pressed until the log shows that it was. */
    say(message: Message): void {
      const { button } = message;
      if (button && pressed.value.has(button.seq)) return;
      myTyping.stop();
      batch(() => written.add(box.add(message))); // added and being sent: drawn once
    },
    pressed,
    saw: reading.saw,
    hurry: reading.hurry,
    retry: box.retry,
    discard: box.remove,
    writing: myTyping.touch,
    /** Fetches the shop's name in the new language, too. */
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
      if (key === keys.token && !events.value.length && !items.value.length) life.meet();
    },
    /** Closes the conversation, if the gateway answers soon; what was not sent stays unsent. */
    async end(): Promise<void> {
      box.pause();
      await new Promise<unknown>((resolve) => {
        timers.set(() => resolve("late"), END_PATIENCE);
        void commands.ask("end_chat", {}).then(resolve);
      });
    },
    /** Revokes the tokens of the customer, who has signed out of the shop or forgets the chat. */
    async leave(): Promise<void> {
      files.value = null;
      if (session.value) await leaveAt(options.origin, session.value.token);
    },
    stop(): void {
      before = files.value && { key: keys.outbox, files: files.value };
      files.value = null;
      life.stop();
      stopAgreed();
      typing.settle(undefined);
      myTyping.stop();
      reading.stop();
      box.pause();
      connection.close();
    },
  };
}

function ownMessages(events: readonly Event[]): string[] {
  return events.flatMap(({ body }) => (body.type === "customer.said" ? [body.client_id] : []));
}
