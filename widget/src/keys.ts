import type { Identity } from "@firuze/client";

/**
 * The prefix of all storage keys of this customer, or of a visitor: separate for each gateway and
 * signed-in customer. No prefix is the beginning of another one.
 */
export const keysOf = (origin: string, identity: Identity | null): string =>
  `firuze:${origin}:${String(identity?.id ?? "").replace(/[%:]/g, encodeURIComponent)}:`;
