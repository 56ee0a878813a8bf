import type { ErrorBody, Refused } from "./protocol";

/** Transient refusals: the same request may succeed later. */
const PASSING = new Set(["rate_limited", "unavailable", "internal"]);

export type Ack<T extends { ok: true }> = T | Refused;

/** The request never got an answer: `offline` (not connected, or cut off) or `timeout`. */
export class NoAnswer extends Error {
  constructor(readonly code: "offline" | "timeout") {
    super(code);
    this.name = "NoAnswer";
  }
}

/** The server refused. `code` is for catalogues, `detail` carries the rest. */
export class RequestRefused extends Error {
  readonly code: string;

  constructor(readonly detail: ErrorBody) {
    super(detail.message);
    this.name = "RequestRefused";
    this.code = detail.code;
  }
}

export const isPassing = (code: string): boolean => PASSING.has(code);

/** The delay in milliseconds that a rate limit asks for, or 0. */
export function retryAfter(error: ErrorBody): number {
  const seconds = Number(error.data?.retry_after ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

/** Returns the answer, or throws `RequestRefused`. */
export function accepted<T extends { ok: true }>(ack: Ack<T>): T {
  if (ack.ok) return ack;
  throw new RequestRefused(ack.error);
}
