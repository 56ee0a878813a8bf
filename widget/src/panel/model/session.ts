/** `POST /api/visitor/session`: who is writing, and in which conversation. */
import {
  type ErrorBody,
  type Identity,
  type Language,
  NoAnswer,
  RequestRefused,
  type SessionReply,
  type SessionRequest,
  type TextStorage,
} from "@firuze/client";

export type PostSession = (request: SessionRequest) => Promise<SessionReply>;

type Answer = SessionReply | { error?: ErrorBody } | null;

/** Rejects with `NoAnswer` when the gateway cannot be reached, `RequestRefused` when it says no. */
export function sessionAt(origin: string): PostSession {
  return async (request) => {
    const response = await fetch(`${origin}/api/visitor/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
    }).catch(() => {
      throw new NoAnswer("offline");
    });
    const answer: Answer = await response.json().catch(() => null); // a proxy's page, not ours
    if (answer && "token" in answer) return answer;
    throw new RequestRefused(answer?.error ?? noReason(response.status));
  };
}

const noReason = (status: number): ErrorBody => ({
  code: "unavailable",
  message: `HTTP ${status}`,
  id: null,
  data: {},
});

export interface SessionOptions {
  post: PostSession;
  storage: TextStorage;
  key: string;
  language: Language;
  identity: Identity | null;
}

/**
 * Opens the session: as the customer whom the page says the shop vouches for, and then as nobody
 * else, whatever the browser has kept; otherwise with the token that is kept, or as somebody new.
 *
 * The token of a customer whom the shop vouches for is not kept: it would outlive the sign-out.
 */
export async function openSession(options: SessionOptions): Promise<SessionReply> {
  const { post, storage, key, language, identity } = options;
  if (identity) return post({ language, identity });
  const token = storage.getItem(key);
  const reply = await (token ? post({ language, token }).catch(outdated) : post({ language }));
  storage.setItem(key, reply.token);
  return reply;

  function outdated(error: unknown): Promise<SessionReply> {
    if (!refusedAs(error, "token_")) throw error;
    return post({ language });
  }
}

/** Whether the gateway said no, with a code that begins so. */
export const refusedAs = (error: unknown, code: string): error is RequestRefused =>
  error instanceof RequestRefused && error.code.startsWith(code);

/** The customer has signed out: ends all of their tokens, also while the page is going. */
export async function leaveAt(origin: string, token: string): Promise<void> {
  await fetch(`${origin}/api/visitor/leave`, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
}
