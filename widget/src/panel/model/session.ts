/** Opens sessions by `POST /api/visitor/session`, which says whose conversation this is. */
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

/** Rejects with `NoAnswer` when the gateway is unreachable, `RequestRefused` when it refuses. */
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
  /** The token that this page has had until now. */
  before?: string | undefined;
}

/**
 * Opens the session. When the page names a customer whom the shop vouches for, it is theirs, and what
 * they said as a guest goes along; otherwise it uses the kept token, or starts a new visitor.
 *
 * It keeps no token of a customer whom the shop vouches for: that would outlive the sign-out.
 */
export async function openSession(options: SessionOptions): Promise<SessionReply> {
  const { post, storage, key, language, identity, before } = options;
  const token = storage.getItem(key);
  const known = {
    language,
    ...(token && { token }),
    ...(before && before !== token && { before }),
  };
  if (identity) return post({ ...known, identity });
  let reply = await post(known).catch(outdated);
  const other = storage.getItem(key);
  // Another tab of this new visitor was quicker: both go on in its conversation.
  if (!token && other) reply = await post({ language, token: other }).catch(() => reply);
  storage.setItem(key, reply.token);
  return reply;

  function outdated(error: unknown): Promise<SessionReply> {
    if (!refusedAs(error, "token_")) throw error;
    return post({ language });
  }
}

/** Whether the gateway refused with a code that has this prefix. */
export const refusedAs = (error: unknown, code: string): error is RequestRefused =>
  error instanceof RequestRefused && error.code.startsWith(code);

/** The customer has signed out: revokes all of their tokens, even while the page unloads. */
export async function leaveAt(origin: string, token: string): Promise<void> {
  await fetch(`${origin}/api/visitor/leave`, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
}
