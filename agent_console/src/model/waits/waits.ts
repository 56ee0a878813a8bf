/** The supervisor's view of the queue, refreshed: customers who wait, and promises that came true. */
import type { WaitingNow, WaitsNow } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface WaitsModel {
  readonly waits: ReadonlySignal<WaitsNow | null>;
  readonly problem: ReadonlySignal<Message | null>;
  load(): Promise<void>;
}

export const LOOK_AGAIN = 5_000; // milliseconds
const SOON = 2 * 60_000; // milliseconds before the end of a range in which a supervisor can still help

/**
 * `alone`: the customer knows that nobody is here; `untold`: no range yet; `slipped`: it has
 * passed.
 */
export type PromiseState = "alone" | "untold" | "kept" | "soon" | "slipped";

export function promiseState({ alone, promised }: WaitingNow, now: number): PromiseState {
  if (alone) return "alone";
  if (!promised) return "untold";
  const left = promised.until === null ? -1 : Date.parse(promised.until) - now;
  if (left < 0) return "slipped";
  return left < SOON ? "soon" : "kept";
}

export function createWaits(look: () => Promise<WaitsNow>, onLoggedOut: () => void): WaitsModel {
  const waits = signal<WaitsNow | null>(null);
  const problem = signal<Message | null>(null);
  return {
    waits,
    problem,
    async load() {
      try {
        waits.value = await look();
        problem.value = null;
      } catch (error) {
        if (isLoggedOut(error)) onLoggedOut();
        else problem.value = problemOf(error);
      }
    },
  };
}
