/** Setting up the second step of signing in: the app reads a secret, its first code shows that it has it,
 * and recovery codes are shown once. */
import { RequestRefused, type SetUpBegun } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface FactorSetUp {
  readonly state: ReadonlySignal<"beginning" | "scanning" | "codes">;
  readonly begun: ReadonlySignal<SetUpBegun | null>;
  readonly codes: ReadonlySignal<readonly string[]>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  begin(): Promise<void>;
  confirm(code: string): Promise<void>;
}

export interface FactorSetUpOptions {
  begin(): Promise<SetUpBegun>;
  /** Turns it on; returns the recovery codes. */
  confirm(sealed: string, code: string): Promise<readonly string[]>;
  /** Neither session nor half a session is there any more. */
  onLost(): void;
}

export function createFactorSetUp(options: FactorSetUpOptions): FactorSetUp {
  const state = signal<"beginning" | "scanning" | "codes">("beginning");
  const begun = signal<SetUpBegun | null>(null);
  const codes = signal<readonly string[]>([]);
  const busy = signal(false);
  const problem = signal<Message | null>(null);

  function fail(error: unknown): void {
    if (isLoggedOut(error) || isCode(error, "step_expired")) {
      options.onLost();
      return;
    }
    problem.value = problemOf(error);
    if (isCode(error, "set_up_expired")) state.value = "beginning";
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      fail(error);
    } finally {
      busy.value = false;
    }
  }

  return {
    ...{ state, begun, codes, busy, problem },
    begin: () =>
      attempt(async () => {
        begun.value = await options.begin();
        state.value = "scanning";
      }),
    async confirm(code) {
      const sealed = begun.peek()?.sealed;
      if (sealed === undefined) return;
      if (code.trim() === "") {
        problem.value = { key: "step.code.missing" };
        return;
      }
      await attempt(async () => {
        codes.value = await options.confirm(sealed, code);
        begun.value = null;
        state.value = "codes";
      });
    },
  };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof RequestRefused && error.code === code;
}
