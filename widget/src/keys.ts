import type { Identity } from "@firuze/client";

/**
 * What all keys begin with under which the browser keeps things of this customer, or of a visitor: apart
 * by gateway and by who is signed in. No prefix is the beginning of another one.
 */
export const keysOf = (origin: string, identity: Identity | null): string =>
  `firuze:${origin}:${String(identity?.id ?? "").replace(/[%:]/g, escaped)}:`;

const escaped = (letter: string): string => (letter === ":" ? "%3A" : "%25");
