/**
 * Outgoing replies and notes, over all conversations of the agent, in the order written.
 *
 * A session that has ended is no refusal: the message waits for the next login.
 */
import {
  type Ack,
  type Connection,
  createOutbox,
  type Event,
  NoAnswer,
  type OutboxItem,
  type StaffPush,
  type StaffSaid,
  type TextStorage,
  type Timers,
} from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";

export interface Words {
  kind: "say" | "note";
  conversation_id: string;
  text: string;
}

export type OutgoingItem = OutboxItem<Words>;

export interface Outgoing {
  readonly items: ReadonlySignal<readonly OutgoingItem[]>;
  add(words: Words): void;
  retry(clientId: string): void;
  remove(clientId: string): void;
  /** Drops what the gateway has permanently refused. */
  forgetRefused(): void;
  /** The log shows these events: their messages have arrived. */
  settle(events: readonly Event[]): void;
  resume(): void;
  pause(): void;
  reload(): void;
}

export interface OutgoingOptions {
  line: Pick<Connection, "request">;
  storage: TextStorage;
  agent: string;
  onLoggedOut(): void;
  /** What everybody else who watches is pushed about a message; this console gets it with the ack. */
  onOwn(push: StaffPush): void;
  timers?: Timers;
}

/** Whether messages of the agent to this conversation are still unsent. */
export function hasUnsent(outgoing: Outgoing | null, conversation: string): boolean {
  return !!outgoing?.items.value.some(
    ({ body, state }) => body.conversation_id === conversation && state !== "sent",
  );
}

export const outboxKey = (agent: string): string => `firuze.console.outbox.${agent}`;

export function createOutgoing(options: OutgoingOptions): Outgoing {
  const items = signal<readonly OutgoingItem[]>([]);
  const outbox = createOutbox<Words>({
    storage: options.storage,
    key: outboxKey(options.agent),
    send: (item) => deliver(options, item),
    onChange: (next) => {
      items.value = next;
    },
    ...(options.timers && { timers: options.timers }),
  });
  items.value = outbox.items;
  return {
    items,
    add: (words) => void outbox.add(words),
    retry: outbox.retry,
    remove: outbox.remove,
    forgetRefused() {
      for (const { client_id, state } of items.peek())
        if (state === "failed") outbox.remove(client_id);
    },
    settle: (events) => outbox.settle(events.flatMap(clientIdOf)),
    resume: outbox.resume,
    pause: outbox.pause,
    reload: outbox.reload,
  };
}

async function deliver(options: OutgoingOptions, item: OutgoingItem): Promise<Ack<StaffSaid>> {
  const { kind, conversation_id, text } = item.body;
  const payload = { conversation_id, text, client_id: item.client_id };
  const ack = await options.line.request<StaffSaid>(kind, payload);
  if (!ack.ok && ack.error.code === "unauthenticated") {
    options.onLoggedOut();
    throw new NoAnswer("offline");
  }
  if (ack.ok && ack.push) options.onOwn(ack.push); // a gateway of an older release pushes it
  return ack;
}

function clientIdOf({ body }: Event): string[] {
  return body.type === "agent.said" || body.type === "agent.noted" ? [body.client_id] : [];
}
