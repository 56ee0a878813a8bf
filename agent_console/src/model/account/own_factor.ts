/** The second step of signing in on one's own account page: how it is, and what one does about it. */
import type { Language, SecondFactorState } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { createAttempts } from "./attempts";
import { createFactorSetUp, type FactorSetUp } from "./factor_set_up";

export type FactorMove = "set_up" | "renew" | "turn_off";

export interface OwnFactor {
  /** Null until it is known. */
  readonly now: ReadonlySignal<SecondFactorState | null>;
  /** What is being done; password and code are asked for first. */
  readonly move: ReadonlySignal<FactorMove | null>;
  /** Once the member has shown who they are. */
  readonly setUp: ReadonlySignal<FactorSetUp | null>;
  /** Renewed recovery codes, until they are kept. */
  readonly renewed: ReadonlySignal<readonly string[]>;
  /** What has just been done. */
  readonly done: ReadonlySignal<Message | null>;
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Message | null>;
  load(): Promise<void>;
  choose(move: FactorMove | null): void;
  prove(password: string, code: string, language: Language): Promise<void>;
  /** The codes on the page are kept. */
  keep(): Promise<void>;
}

export interface OwnFactorOptions {
  api: Pick<
    StaffApi,
    | "secondFactor"
    | "beginSecondFactor"
    | "confirmSecondFactor"
    | "renewRecoveryCodes"
    | "turnSecondFactorOff"
  >;
  /** Every other session of the member has ended. */
  onChanged(): void;
  onLoggedOut(): void;
}

export function createOwnFactor({ api, onChanged, onLoggedOut }: OwnFactorOptions): OwnFactor {
  const now = signal<SecondFactorState | null>(null);
  const move = signal<FactorMove | null>(null);
  const setUp = signal<FactorSetUp | null>(null);
  const renewed = signal<readonly string[]>([]);
  const done = signal<Message | null>(null);
  const { busy, problem, make, complain } = createAttempts(onLoggedOut);

  async function load(): Promise<void> {
    await make(async () => {
      now.value = await api.secondFactor();
    });
  }

  async function finish(what: "on" | "renewed" | "off"): Promise<void> {
    move.value = null;
    setUp.value = null;
    renewed.value = [];
    done.value = { key: `account.factor.done.${what}` };
    if (what !== "renewed") onChanged();
    await load();
  }

  async function beginSetUp(password: string, code: string, language: Language): Promise<void> {
    const first = await api.beginSecondFactor(password, code, language);
    const made = createFactorSetUp({
      begin: async () => first,
      confirm: async (sealed, digits) => (await api.confirmSecondFactor(sealed, digits)).codes,
      onLost: onLoggedOut,
    });
    await made.begin();
    setUp.value = made;
  }

  return {
    ...{ now, move, setUp, renewed, done, busy, problem, load },
    choose(next) {
      move.value = next;
      setUp.value = null;
      complain(null);
      done.value = null;
    },
    async prove(password, code, language) {
      const needed = now.peek()?.since ? [password, code] : [password];
      if (needed.some((each) => each.trim() === "")) return complain({ key: "proof.missing" });
      const chosen = move.peek();
      const made = await make(async () => {
        if (chosen === "set_up") await beginSetUp(password, code, language);
        if (chosen === "renew")
          renewed.value = (await api.renewRecoveryCodes(password, code)).codes;
        if (chosen === "turn_off") await api.turnSecondFactorOff(password, code);
      });
      if (made && chosen === "turn_off") await finish("off");
    },
    keep: () => finish(move.peek() === "renew" ? "renewed" : "on"),
  };
}
