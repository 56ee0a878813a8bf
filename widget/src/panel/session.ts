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
 * Opens the session: as the customer whom the shop vouches for, else with the token that is kept,
 * else as somebody new. A voucher or a token that is good no more does not end the chat; a bad
 * voucher is reported on the console, for the shop's engineer.
 */
export async function openSession(options: SessionOptions): Promise<SessionReply> {
  const { post, storage, key, language, identity } = options;
  const token = storage.getItem(key);
  const attempts: SessionRequest[] = [{ language }];
  if (token) attempts.unshift({ language, token });
  if (identity) attempts.unshift({ language, identity });
  const reply = await firstAccepted(post, attempts);
  storage.setItem(key, reply.token);
  return reply;
}

async function firstAccepted(post: PostSession, attempts: SessionRequest[]): Promise<SessionReply> {
  const [attempt, ...others] = attempts;
  try {
    return await post(attempt as SessionRequest);
  } catch (error) {
    if (others.length === 0 || !isOutdated(error)) throw error;
    if (attempt?.identity) console.error("Firuze: the identity was refused", error);
    return firstAccepted(post, others);
  }
}

const isOutdated = (error: unknown): boolean =>
  error instanceof RequestRefused && /^(token|identity)_/.test(error.code);
