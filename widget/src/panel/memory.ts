import type { TextStorage } from "@firuze/client";

/** What the browser keeps for one customer at one gateway. */
export interface StorageKeys {
  token: string;
  outbox: string;
  seen: string;
  draft: string;
}

/** Apart by gateway and by who is signed in, so that nobody sees another's conversation. */
export function storageKeys(origin: string, customer: string | undefined): StorageKeys {
  const base = `firuze:${origin}:${customer ?? ""}:`;
  return {
    token: `${base}token`,
    outbox: `${base}outbox`,
    seen: `${base}seen`,
    draft: `${base}draft`,
  };
}

/** The draft, and how far the customer has read. */
export function createMemory(storage: TextStorage, keys: StorageKeys) {
  return {
    get draft(): string {
      return storage.getItem(keys.draft) ?? "";
    },
    keepDraft(text: string): void {
      if (text) storage.setItem(keys.draft, text);
      else storage.removeItem(keys.draft);
    },
    lastSeen: (): number => Number(storage.getItem(keys.seen)) || 0,
    saw: (seq: number): void => storage.setItem(keys.seen, String(seq)),
    forgetConversation(): void {
      storage.removeItem(keys.token);
      storage.removeItem(keys.seen);
    },
  };
}
