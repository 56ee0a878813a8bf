/** Changing one's own password, by the current one. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { createAttempts } from "./attempts";

export interface OwnPassword {
  readonly open: ReadonlySignal<boolean>;
  readonly done: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  show(open: boolean): void;
  change(current: string, password: string, again: string): Promise<void>;
}

export interface OwnPasswordOptions {
  api: Pick<StaffApi, "changePassword">;
  /** Every other session of the member has ended. */
  onChanged(): void;
  onLoggedOut(): void;
}

export function createOwnPassword({
  api,
  onChanged,
  onLoggedOut,
}: OwnPasswordOptions): OwnPassword {
  const open = signal(false);
  const done = signal(false);
  const { busy, problem, make, complain } = createAttempts(onLoggedOut);
  return {
    ...{ open, done, busy, problem },
    show(next) {
      open.value = next;
      done.value = false;
      complain(null);
    },
    async change(current, password, again) {
      if (current === "" || password === "") return complain({ key: "proof.missing" });
      if (password !== again) return complain({ key: "password.differ" });
      done.value = await make(() => api.changePassword(current, password));
      if (!done.peek()) return;
      open.value = false;
      onChanged();
    },
  };
}
