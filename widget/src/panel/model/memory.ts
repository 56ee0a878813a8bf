import type { Identity, TextStorage } from "@firuze/client";
import { keysOf } from "../../keys";

/** What the browser keeps for one customer at one gateway. */
export interface StorageKeys {
  /** Only for a visitor whom the shop does not vouch for. */
  token: string;
  /** Set when a customer whom the shop vouches for has a conversation. */
  known: string;
  outbox: string;
  draft: string;
}

export function storageKeys(origin: string, identity: Identity | null): StorageKeys {
  const base = keysOf(origin, identity);
  return {
    token: `${base}token`,
    known: `${base}known`,
    outbox: `${base}outbox`,
    draft: `${base}draft`,
  };
}

/** Stores the customer's draft, among other things. */
export function createMemory(storage: TextStorage, keys: StorageKeys) {
  let touched = false;
  return {
    get draft(): string {
      return storage.getItem(keys.draft) ?? "";
    },
    keepDraft(text: string): void {
      touched = true;
      if (text) storage.setItem(keys.draft, text);
      else storage.removeItem(keys.draft);
    },
    /** Hands the draft over to another customer's keys, if it was written here. */
    moveDraft(to: StorageKeys): void {
      const text = touched ? storage.getItem(keys.draft) : null;
      if (!text) return;
      storage.setItem(to.draft, text);
      storage.removeItem(keys.draft);
    },
  };
}
