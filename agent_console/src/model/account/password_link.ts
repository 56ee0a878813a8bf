/** Chooses a password by a link from a mail. */
import { type PasswordLinkOwner, RequestRefused } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { problemOf } from "../parts/problems";

export interface PasswordLinkModel {
  /** `invalid`: used, replaced or expired. */
  readonly state: ReadonlySignal<"looking" | "open" | "invalid" | "done">;
  /** Whose password it is, once known. */
  readonly owner: ReadonlySignal<PasswordLinkOwner | null>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  look(): Promise<void>;
  choose(password: string, again: string): Promise<void>;
}

export interface PasswordLinkOptions {
  api: Pick<StaffApi, "passwordLink" | "choosePassword">;
  token: string;
  /** A password was chosen: every session of its owner has ended, perhaps the one of this browser. */
  onChosen(): void;
}

export function createPasswordLink({
  api,
  token,
  onChosen,
}: PasswordLinkOptions): PasswordLinkModel {
  const state = signal<"looking" | "open" | "invalid" | "done">("looking");
  const owner = signal<PasswordLinkOwner | null>(null);
  const busy = signal(false);
  const problem = signal<Message | null>(null);

  function fail(error: unknown): void {
    if (error instanceof RequestRefused && error.code === "link_invalid") state.value = "invalid";
    else problem.value = problemOf(error);
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
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
    state,
    owner,
    busy,
    problem,
    look: () =>
      attempt(async () => {
        owner.value = await api.passwordLink(token);
        state.value = "open";
      }),
    async choose(password, again) {
      if (password !== again) {
        problem.value = { key: "password.differ" };
        return;
      }
      await attempt(async () => {
        await api.choosePassword(token, password);
        state.value = "done";
        onChosen();
      });
    },
  };
}
