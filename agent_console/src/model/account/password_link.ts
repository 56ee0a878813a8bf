/** Chooses a password by a link from a mail. */
import { type PasswordLinkOwner, RequestRefused } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { problemOf } from "../parts/problems";

/** Why a link is closed; `unknown` if this installation has never made it. */
export type ClosedLink = "used" | "replaced" | `${"expired" | "withdrawn"}.${Purpose}` | "unknown";
type Purpose = PasswordLinkOwner["purpose"];

export interface PasswordLinkModel {
  /** `invalid`: it is closed. */
  readonly state: ReadonlySignal<"looking" | "open" | "invalid" | "done">;
  /** The owner of the password, once known. */
  readonly owner: ReadonlySignal<PasswordLinkOwner | null>;
  /** Why it is closed, once it is. */
  readonly closed: ReadonlySignal<ClosedLink>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  look(): Promise<void>;
  choose(password: string, again: string): Promise<void>;
}

export interface PasswordLinkOptions {
  api: Pick<StaffApi, "passwordLink" | "choosePassword">;
  token: string;
  /** A password was chosen, and every session of its owner has ended: signs the owner in. */
  onChosen(email: string, password: string): Promise<void>;
}

export function createPasswordLink({
  api,
  token,
  onChosen,
}: PasswordLinkOptions): PasswordLinkModel {
  const state = signal<"looking" | "open" | "invalid" | "done">("looking");
  const owner = signal<PasswordLinkOwner | null>(null);
  const closed = signal<ClosedLink>("unknown");
  const busy = signal(false);
  const problem = signal<Message | null>(null);

  function fail(error: unknown): void {
    if (error instanceof RequestRefused && error.code === "link_invalid") {
      closed.value = closedBy(error.detail.data);
      state.value = "invalid";
    } else problem.value = problemOf(error);
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
    closed,
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
        await onChosen(owner.peek()?.email ?? "", password);
        state.value = "done";
      });
    },
  };
}

function closedBy({ why, purpose }: Record<string, unknown>): ClosedLink {
  const full = `${why}.${purpose}`;
  return KINDS.find((kind) => kind === why || kind === full) ?? "unknown";
}

const KINDS: readonly ClosedLink[] = [
  "used",
  "replaced",
  "expired.invitation",
  "expired.password_reset",
  "withdrawn.invitation",
  "withdrawn.password_reset",
];
