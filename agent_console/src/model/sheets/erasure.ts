/** Erasing a customer: what would go, what must be meant besides, and the erasure itself. */
import type { CustomerKept } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface Erasure {
  /** What is kept of the customer; null until it is known. */
  readonly kept: ReadonlySignal<CustomerKept | null>;
  /** Whether conversations with a person, or waiting for one, may end with it. */
  readonly underWay: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  load(): Promise<void>;
  setUnderWay(ends: boolean): void;
  /** Whether it was done. */
  confirm(): Promise<boolean>;
}

export interface ErasureOptions {
  api: Pick<StaffApi, "customerKept" | "eraseCustomer">;
  customer: string;
  /** The id of the request by which the customer asks for it. */
  request?: string | null;
  onErased(): void;
  onLoggedOut(): void;
}

export function createErasure(options: ErasureOptions): Erasure {
  const { api, customer, request = null } = options;
  const kept = signal<CustomerKept | null>(null);
  const underWay = signal(false);
  const busy = signal(false);
  const problem = signal<Message | null>(null);

  /** What `ask` answers, or null when it was refused. */
  async function tried<T>(ask: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    problem.value = null;
    try {
      return await ask();
    } catch (error) {
      if (isLoggedOut(error)) options.onLoggedOut();
      else problem.value = problemOf(error);
      return null;
    } finally {
      busy.value = false;
    }
  }

  async function load(): Promise<void> {
    kept.value = await tried(() => api.customerKept(customer));
  }

  return {
    kept,
    underWay,
    busy,
    problem,
    load,
    setUnderWay(ends) {
      underWay.value = ends;
    },
    async confirm() {
      if (busy.peek()) return false;
      const gone = await tried(() => api.eraseCustomer(customer, underWay.peek(), request));
      if (gone) options.onErased();
      return gone !== null;
    },
  };
}
