/**
 * A session's life: opened, retried while the gateway is unavailable, and reopened with what the
 * browser has kept once the gateway refuses its token.
 */
import {
  backOff,
  type Identity,
  type Language,
  type RequestRefused,
  type SessionReply,
  type TextStorage,
  type Timers,
} from "@firuze/client";
import { batch, type ReadonlySignal, signal } from "@preact/signals-core";
import { codeOf } from "./commands";
import { openSession, type PostSession, refusedAs } from "./session";

export interface SessionLifeOptions {
  post: PostSession;
  storage: TextStorage;
  /** Where a guest's token is kept. */
  key: string;
  language: ReadonlySignal<Language>;
  identity: Identity | null;
  timers: Timers;
  /** The gateway refuses the identity that the page gave. */
  onRefused(error: RequestRefused): void;
  /** A session has been opened; `before` is the previous session's conversation, if any. */
  onReply(reply: SessionReply, before: string | undefined): void;
  /** The chat may move to another conversation: what is written from now on waits for `onReply`. */
  onMeeting(): void;
}

const FIRST_RETRY = 1_000;
const LAST_RETRY = 15_000;
const RENEWAL = 12 * 3_600_000;

export function createSessionLife(options: SessionLifeOptions) {
  const { post, storage, key, identity, timers } = options;
  const session = signal<SessionReply | null>(null);
  const failure = signal<string | null>(null);
  let attempts = 0;
  let timer: unknown = null;
  let opening = false;
  let stopped = false;
  let met = false;

  async function open(): Promise<void> {
    if (opening || stopped) return;
    opening = true;
    timers.clear(timer);
    try {
      const language = options.language.value;
      adopt(
        await openSession({
          post,
          storage,
          key,
          language,
          identity,
          before: session.peek()?.token,
        }),
      );
      attempts = 0;
      // A page that stays open is a token in use.
      if (!identity && !stopped) timer = timers.set(() => void open(), RENEWAL);
    } catch (error) {
      if (identity && refusedAs(error, "identity_")) options.onRefused(error);
      else {
        failure.value = codeOf(error);
        retryLater();
      }
    } finally {
      opening = false;
    }
  }

  function adopt(reply: SessionReply): void {
    if (stopped) return;
    const before = session.value?.conversation_id;
    batch(() => {
      session.value = reply;
      failure.value = null;
      options.onReply(reply, before);
    });
  }

  function retryLater(): void {
    if (stopped) return;
    timers.clear(timer);
    timer = timers.set(() => void open(), backOff(attempts++, FIRST_RETRY, LAST_RETRY));
  }

  return {
    session,
    failure,
    open,
    /** Another tab has stored a visitor's token: this one, in which nothing was said, goes on with it. Once, since
     * that stores a token in turn. */
    meet(): void {
      if (identity || met || !session.value) return;
      met = true;
      options.onMeeting();
      void open();
    },
    /** The gateway no longer accepts this token. */
    refused(): void {
      if (!identity) storage.removeItem(key);
      retryLater();
    },
    stop(): void {
      stopped = true;
      timers.clear(timer);
    },
  };
}
