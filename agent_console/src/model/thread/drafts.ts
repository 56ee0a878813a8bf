/** An agent's drafts, kept per conversation, across reloads and logins. */
import type { TextStorage } from "@firuze/client";

export type DraftKind = "reply" | "note";

export interface Drafts {
  read(conversation: string, kind: DraftKind): string;
  write(conversation: string, kind: DraftKind, text: string): void;
  /** The conversation was erased, and what was begun for it goes, too. */
  forget(conversation: string): void;
}

const keyOf = (agent: string) => `firuze.console.draft.${agent}.`;

/** Deletes the agent's drafts at sign-out. */
export function clearDrafts(storage: TextStorage, agent: string): void {
  for (const key of storage.keys()) if (key.startsWith(keyOf(agent))) storage.removeItem(key);
}

/** Drafts of one agent: a colleague at a shared computer never sees them. */
export function createDrafts(storage: TextStorage, agent: string): Drafts {
  const key = (conversation: string, kind: DraftKind) => `${keyOf(agent)}${conversation}.${kind}`;
  return {
    read: (conversation, kind) => storage.getItem(key(conversation, kind)) ?? "",
    write(conversation, kind, text) {
      if (text === "") storage.removeItem(key(conversation, kind));
      else storage.setItem(key(conversation, kind), text);
    },
    forget(conversation) {
      for (const kind of ["reply", "note"] as const) storage.removeItem(key(conversation, kind));
    },
  };
}
