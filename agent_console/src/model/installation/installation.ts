/** Where the widget stands, for administrators: the tag that they make, and the sites that have it. */
import type { Installation } from "@firuze/client";
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { createAttempts } from "../account/attempts";
import { PLAIN, type TagDraft } from "./tag";

export interface InstallationModel {
  readonly draft: Signal<TagDraft>;
  /** Null until it is known. */
  readonly seen: ReadonlySignal<Installation | null>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Asks once more where the widget was seen. */
  look(): Promise<void>;
  forget(): void;
}

export function createInstallation(
  api: Pick<StaffApi, "installation">,
  onLoggedOut: () => void,
): InstallationModel {
  const draft = signal(PLAIN);
  const seen = signal<Installation | null>(null);
  const attempts = createAttempts(onLoggedOut);
  return {
    ...{ draft, seen, busy: attempts.busy, problem: attempts.problem },
    async look() {
      let found = seen.value;
      const asked = async () => {
        found = await api.installation();
      };
      if (await attempts.make(asked)) seen.value = found;
    },
    forget() {
      attempts.forget();
      draft.value = PLAIN;
      seen.value = null;
    },
  };
}
