import {
  type Ack,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  type Event,
  type Marks,
  NOTHING,
  NoAnswer,
  RequestRefused,
  type SessionReply,
  type SessionRequest,
  safeStorage,
  type VisitorSaid,
  type VisitorState,
} from "@firuze/client";
import { Clock, settled } from "../../client/test/clock";
import { type Chat, type ChatOptions, createChat } from "../src/panel/model/chat";
import { customerSaid, event, stateOf } from "./events";

type Answer = Ack<{ ok: true }>;

/** The gateway as the chat sees it: sessions, one socket, one log, in memory. */
export class FakeGateway {
  readonly clock = new Clock();
  readonly sessions: SessionRequest[] = [];
  readonly requests: [event: string, payload: object][] = [];
  readonly storage = safeStorage(() => {
    throw new Error("no storage");
  });
  log: Event[] = [];
  state: VisitorState = stateOf();
  marks: Marks = { customer: NOTHING, staff: NOTHING };
  conversation = "c1";
  down = false;
  /** What becomes of a connection that is opened. */
  admits: ConnectionState = { kind: "connected" };
  /** The code with which identities are refused. */
  refuses: string | null = null;
  /** What has to be agreed to. */
  consent: SessionReply["consent"] = null;
  erasedAt: string | null = null;
  /** Whether there are earlier conversations. */
  earlier = false;
  /** What one file may have. */
  fileBytes = 0;
  answer: (event: string, payload: never) => Answer = () => ({ ok: true });
  private options: ConnectionOptions | null = null;
  private current: ConnectionState = { kind: "idle" };

  chat(options: Partial<ChatOptions> = {}): Chat {
    return createChat({
      origin: "https://help.example",
      language: "en",
      identity: null,
      storage: this.storage,
      timers: this.clock,
      post: (request) => this.post(request),
      connect: (given) => this.connect(given),
      ...options,
    });
  }

  /** A chat whose session is open and whose log is loaded. */
  async connected(options: Partial<ChatOptions> = {}): Promise<Chat> {
    const chat = this.chat(options);
    await chat.open();
    await settled();
    return chat;
  }

  become(state: ConnectionState): void {
    this.current = state;
    this.options?.onState(state);
  }

  push(name: string, payload: unknown): void {
    const listener = this.options?.on[name] as ((payload: unknown) => void) | undefined;
    listener?.(payload);
  }

  /** Adds to the log and pushes it, as after a commit. */
  commit(body: Event["body"], state: Partial<VisitorState> = {}): void {
    const committed = event(this.log.length + 1, body);
    this.log.push(committed);
    this.state = { ...this.state, ...state, head: committed.seq };
    this.push("events", { events: [committed], state: this.state });
  }

  /** Commits what the chat says, and returns the ack, which brings it: this device is not pushed it. */
  say({ client_id, text }: { client_id: string; text: string }): VisitorSaid {
    const committed = event(this.log.length + 1, customerSaid(text, client_id));
    this.log.push(committed);
    this.state = { ...this.state, head: committed.seq };
    const push = { events: [committed], state: this.state };
    return { ok: true, seq: committed.seq, at: committed.at, push };
  }

  private async post(request: SessionRequest): Promise<SessionReply> {
    this.sessions.push(request);
    if (this.down) throw new NoAnswer("offline");
    if (request.identity && this.refuses) {
      const error = { code: this.refuses, message: "", id: null, data: {} };
      throw new RequestRefused(error);
    }
    return {
      token: `token of ${this.conversation}`,
      conversation_id: this.conversation,
      language: request.language ?? "en",
      shop_name: "Shop",
      customer_name: null,
      file_bytes: this.fileBytes,
      earlier: this.earlier,
      consent: this.consent,
      erased_at: this.erasedAt,
    };
  }

  private connect(options: ConnectionOptions): Connection {
    this.options = options;
    const self = this;
    return {
      get state() {
        return self.current;
      },
      open: () => this.become(this.admits),
      close: () => this.become({ kind: "idle" }),
      send: (name, payload) => void this.requests.push([name, payload]),
      request: (async (name: string, payload: never) => this.respond(name, payload)) as never,
    };
  }

  private respond(name: string, payload: never): unknown {
    if (this.current.kind !== "connected") throw new NoAnswer("offline");
    this.requests.push([name, payload]);
    if (name !== "sync") return this.answer(name, payload);
    const { after } = payload as { after: number };
    const events = this.log.filter(({ seq }) => seq > after);
    return { ok: true, events, more: false, state: this.state, marks: this.marks };
  }
}
