/** What is asked of the gateway one at a time, with what is wrong in words. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface Attempts {
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** True if it was done and is not forgotten; a second one meanwhile is not begun. */
  make(work: () => Promise<void>): Promise<boolean>;
  complain(problem: Message | null): void;
  /** The member has logged out: what is still under way says nothing to the next one. */
  forget(): void;
}

export function createAttempts(onLoggedOut: () => void): Attempts {
  const busy = signal(false);
  const problem = signal<Message | null>(null);
  let generation = 0;
  return {
    busy,
    problem,
    async make(work) {
      if (busy.peek()) return false;
      const mine = generation;
      busy.value = true;
      problem.value = null;
      try {
        await work();
        return mine === generation;
      } catch (error) {
        if (mine !== generation) return false;
        if (isLoggedOut(error)) onLoggedOut();
        else problem.value = problemOf(error);
        return false;
      } finally {
        if (mine === generation) busy.value = false;
      }
    },
    complain(found) {
      problem.value = found;
    },
    forget() {
      generation += 1;
      busy.value = false;
      problem.value = null;
    },
  };
}
