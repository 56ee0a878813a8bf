/** The browsers in which one is signed in, and the end of what one does not know. */
import type { OwnSession } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { createAttempts } from "./attempts";

export interface OwnSessions {
  /** Null until they are known. */
  readonly sessions: ReadonlySignal<readonly OwnSession[] | null>;
  readonly done: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  load(): Promise<void>;
  end(id: string): Promise<void>;
  endOthers(): Promise<void>;
}

export interface OwnSessionsOptions {
  api: Pick<StaffApi, "ownSessions" | "endOwnSession" | "endOtherSessions">;
  onLoggedOut(): void;
}

export function createOwnSessions({ api, onLoggedOut }: OwnSessionsOptions): OwnSessions {
  const sessions = signal<readonly OwnSession[] | null>(null);
  const done = signal(false);
  const { busy, problem, make } = createAttempts(onLoggedOut);

  async function look(): Promise<void> {
    sessions.value = (await api.ownSessions()).sessions;
  }

  async function after(ending: () => Promise<void>): Promise<void> {
    done.value = false;
    done.value = await make(async () => {
      await ending();
      await look();
    });
  }

  return {
    ...{ sessions, done, busy, problem },
    async load() {
      await make(look);
    },
    end: (id) => after(() => api.endOwnSession(id)),
    endOthers: () => after(api.endOtherSessions),
  };
}
