/** What agents are called in each language, and changing it themselves. */
import type { GivenNames, Me, Names } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { createAttempts } from "./attempts";

/** Names as they are typed: empty where there is none. */
export interface NamesDraft {
  en: string;
  fa: string;
}

export const draftOf = (names: Names): NamesDraft => ({ en: names.en ?? "", fa: names.fa ?? "" });

export function givenNames({ en, fa }: NamesDraft): GivenNames {
  return { en: en.trim() || null, fa: fa.trim() || null };
}

export interface OwnNames {
  readonly open: ReadonlySignal<boolean>;
  readonly done: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  show(open: boolean): void;
  change(names: NamesDraft): Promise<void>;
}

export interface OwnNamesOptions {
  api: Pick<StaffApi, "changeNames">;
  onMe(me: Me): void;
  onLoggedOut(): void;
}

export function createOwnNames({ api, onMe, onLoggedOut }: OwnNamesOptions): OwnNames {
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
    async change(names) {
      const given = givenNames(names);
      if (!given.en && !given.fa) return complain({ key: "error.name_missing" });
      done.value = await make(async () => onMe(await api.changeNames(given)));
      if (done.peek()) open.value = false;
    },
  };
}
