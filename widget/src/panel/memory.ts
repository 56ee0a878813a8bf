import type { TextStorage } from "@firuze/client";

/** What the browser keeps for one customer at one gateway. */
export interface StorageKeys {
  token: string;
  outbox: string;
  draft: string;
}

/** Apart by gateway and by who is signed in, so that nobody sees another's conversation. */
export function storageKeys(origin: string, customer: string | undefined): StorageKeys {
  const base = `firuze:${origin}:${customer ?? ""}:`;
  return {
    token: `${base}token`,
    outbox: `${base}outbox`,
    draft: `${base}draft`,
  };
}

/** The draft of the customer. */
export function createMemory(storage: TextStorage, keys: StorageKeys) {
  return {
    get draft(): string {
      return storage.getItem(keys.draft) ?? "";
    },
    keepDraft(text: string): void {
      if (text) storage.setItem(keys.draft, text);
      else storage.removeItem(keys.draft);
    },
  };
}
