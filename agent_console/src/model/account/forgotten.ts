/**
 * Requests a link to choose another password. It never reveals whether there is such an account.
 */
import { type Language, RequestRefused } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { problemOf } from "../parts/problems";

export interface Forgotten {
  readonly busy: ReadonlySignal<boolean>;
  /** The address that was submitted, or null. */
  readonly asked: ReadonlySignal<string | null>;
  readonly problem: ReadonlySignal<Message | null>;
  ask(email: string, language: Language): Promise<void>;
}

export function createForgotten(api: Pick<StaffApi, "forgottenPassword">): Forgotten {
  const busy = signal(false);
  const asked = signal<string | null>(null);
  const problem = signal<Message | null>(null);
  return {
    busy,
    asked,
    problem,
    async ask(email, language) {
      const address = email.trim();
      if (!address.includes("@")) {
        problem.value = { key: "forgotten.missing" };
        return;
      }
      busy.value = true;
      problem.value = null;
      try {
        await api.forgottenPassword(address, language);
        asked.value = address;
      } catch (error) {
        problem.value = problemOfAsking(error);
      } finally {
        busy.value = false;
      }
    },
  };
}

function problemOfAsking(error: unknown): Message {
  const mailless = error instanceof RequestRefused && error.code === "mail_not_set_up";
  return mailless ? { key: "forgotten.no_mail" } : problemOf(error);
}
