/**
 * Knows which customers, waiting for an agent or with one, have left the chat. The gateway sends
 all
 * of them with each page of the inbox, and then changes.
 */
import type { StaffAway } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";

export interface CustomersAway {
  /** Ids of their conversations. */
  readonly ids: ReadonlySignal<ReadonlySet<string>>;
  learn(all: readonly string[]): void;
  receive(push: StaffAway): void;
}

export function createCustomersAway(): CustomersAway {
  const ids = signal<ReadonlySet<string>>(new Set());
  return {
    ids,
    learn(all) {
      ids.value = new Set(all);
    },
    receive({ left, back }) {
      const gone = new Set(back);
      ids.value = new Set([...ids.peek(), ...left].filter((id) => !gone.has(id)));
    },
  };
}
