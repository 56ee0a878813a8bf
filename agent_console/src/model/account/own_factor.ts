/** The second step of signing in on one's own account page: how it is, and what one does about it. */
import type { Language, SecondFactorState } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { isLoggedOut, problemOf } from "../parts/problems";
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
  onLoggedOut(): void;
}

export function createOwnFactor({ api, onLoggedOut }: OwnFactorOptions): OwnFactor {
  const now = signal<SecondFactorState | null>(null);
  const move = signal<FactorMove | null>(null);
  const setUp = signal<FactorSetUp | null>(null);
  const renewed = signal<readonly string[]>([]);
  const done = signal<Message | null>(null);
  const busy = signal(false);
  const problem = signal<Message | null>(null);

  async function attempt(work: () => Promise<void>): Promise<void> {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  }

  const load = () =>
    attempt(async () => {
      now.value = await api.secondFactor();
    });

  async function finish(what: "on" | "renewed" | "off"): Promise<void> {
    move.value = null;
    setUp.value = null;
    renewed.value = [];
    done.value = { key: `account.factor.done.${what}` };
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
      problem.value = null;
      done.value = null;
    },
    async prove(password, code, language) {
      const needed = now.peek()?.since ? [password, code] : [password];
      if (needed.some((each) => each.trim() === "")) {
        problem.value = { key: "proof.missing" };
        return;
      }
      const chosen = move.peek();
      await attempt(async () => {
        if (chosen === "set_up") await beginSetUp(password, code, language);
        if (chosen === "renew")
          renewed.value = (await api.renewRecoveryCodes(password, code)).codes;
        if (chosen === "turn_off") await api.turnSecondFactorOff(password, code);
      });
      if (chosen === "turn_off" && !problem.peek()) await finish("off");
    },
    keep: () => finish(move.peek() === "renew" ? "renewed" : "on"),
  };
}
