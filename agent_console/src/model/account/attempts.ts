/** What is asked of the gateway one at a time, with what is wrong in words. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface Attempts {
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** True if it was done; a second one meanwhile is not begun. */
  make(work: () => Promise<void>): Promise<boolean>;
  complain(problem: Message | null): void;
}

export function createAttempts(onLoggedOut: () => void): Attempts {
  const busy = signal(false);
  const problem = signal<Message | null>(null);
  return {
    busy,
    problem,
    async make(work) {
      if (busy.peek()) return false;
      busy.value = true;
      problem.value = null;
      try {
        await work();
        return true;
      } catch (error) {
        if (isLoggedOut(error)) onLoggedOut();
        else problem.value = problemOf(error);
        return false;
      } finally {
        busy.value = false;
      }
    },
    complain(found) {
      problem.value = found;
    },
  };
}
