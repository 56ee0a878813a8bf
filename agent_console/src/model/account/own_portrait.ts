/** The picture by which customers see an agent: shown, taken away, and brought back. */
import type { Me } from "@firuze/client";
import type { ReadonlySignal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import type { Toasts } from "../frame/toasts";
import { createAttempts } from "./attempts";

export interface OwnPortrait {
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  show(picture: Blob): Promise<void>;
  /** Takes away the one at this path; it can be brought back for a while. */
  remove(path: string): Promise<void>;
}

export interface OwnPortraitOptions {
  api: Pick<StaffApi, "portrait" | "showPortrait" | "removePortrait">;
  toasts: Pick<Toasts, "show">;
  onMe(me: Me): void;
  onLoggedOut(): void;
}

export function createOwnPortrait(options: OwnPortraitOptions): OwnPortrait {
  const { api, toasts, onMe, onLoggedOut } = options;
  const { busy, problem, make } = createAttempts(onLoggedOut);

  async function show(picture: Blob): Promise<void> {
    const done = await make(async () => onMe(await api.showPortrait(picture)));
    if (done) toasts.show({ tone: "done", message: { key: "account.portrait.shown" } });
  }

  return {
    ...{ busy, problem, show },
    async remove(path) {
      let before: Blob | null = null;
      const done = await make(async () => {
        before = await api.portrait(path);
        onMe(await api.removePortrait());
      });
      if (!done || !before) return;
      const picture = before;
      toasts.show({
        tone: "done",
        message: { key: "account.portrait.removed" },
        undo: () => void show(picture),
      });
    },
  };
}
