/** The session at this console: unknown until the server says, then in or out. */
import { type LoginStep, type Me, RequestRefused, type SessionEnded } from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { known, type Message, type TextKey } from "../../catalogue";
import type { StaffApi } from "../../transport/api";
import { isLoggedOut, problemOf } from "../parts/problems";

export interface SessionModel {
  readonly status: ReadonlySignal<"unknown" | "out" | "in">;
  readonly me: ReadonlySignal<Me | null>;
  /** What is left to do after the password, while the status is `out`. */
  readonly step: ReadonlySignal<LoginStep | null>;
  /** The offers that ran out before the server set me away; 0 if it did not. */
  readonly missed: ReadonlySignal<number>;
  readonly busy: ReadonlySignal<boolean>;
  /** What to say on the login page. */
  readonly notice: ReadonlySignal<Message | null>;
  /** Asks the server whether there is a session already. */
  recall(): Promise<void>;
  login(email: string, password: string): Promise<void>;
  /** The second step: a code of the app, or a recovery code. */
  giveCode(code: string, kind: "app" | "recovery"): Promise<void>;
  /** Somebody else wants to sign in. */
  cancel(): Promise<void>;
  /** The way to the second step has taken too long. */
  loseStep(): void;
  logout(): Promise<void>;
  /** The server knows the session no more; it is asked why. */
  expire(): void;
  /** The server has ended the session, and says why. */
  end(reason: SessionEnded["reason"]): void;
  /** Another tab of this browser has signed in, or out of the session that this one had, too. */
  follow(word: SessionWord): Promise<void>;
  update(me: Me): void;
}

/** What the tabs of a browser, which share one session, tell each other. */
export type SessionWord = { said: "in"; agent: string } | { said: "out"; agent: string };

export interface SessionOptions {
  /** Tells the other tabs. */
  tell?(word: SessionWord): void;
  /** A recovery code has opened the session: it works no more. */
  onRecovery?(): void;
  /** An agent has signed out here or in another tab: what the browser keeps of theirs goes. */
  onLogout?(agent: string): void;
}

export function createSession(
  api: Pick<StaffApi, "login" | "loginStep" | "loginCode" | "cancelLogin" | "logout" | "me">,
  {
    tell = () => undefined,
    onLogout = () => undefined,
    onRecovery = () => undefined,
  }: SessionOptions = {},
): SessionModel {
  const status = signal<"unknown" | "out" | "in">("unknown");
  const me = signal<Me | null>(null);
  const step = signal<LoginStep | null>(null);
  const missed = computed(() => (me.value && !me.value.available ? me.value.missed : 0));
  const busy = signal(false);
  const notice = signal<Message | null>(null);

  function enter(who: Me | null, say: Message | null = null): void {
    me.value = who;
    step.value = null;
    notice.value = say;
    status.value = who ? "in" : "out";
  }

  async function attempt(email: string, password: string): Promise<void> {
    try {
      const came = await api.login(email, password);
      if ("step" in came) halt(came);
      else welcome(came);
    } catch (error) {
      enter(null, loginProblem(error));
    }
  }

  function welcome(who: Me): void {
    enter(who);
    tell({ said: "in", agent: who.id });
  }

  function halt(at: LoginStep | null): void {
    enter(null);
    step.value = at;
  }

  function loseStep(): void {
    if (step.peek()) enter(null, { key: "step.expired" });
  }

  async function attemptCode(code: string, kind: "app" | "recovery"): Promise<void> {
    try {
      welcome(await api.loginCode(code));
      if (kind === "recovery") onRecovery();
    } catch (error) {
      const why = error instanceof RequestRefused ? error.code : null;
      if (why === "step_expired") loseStep();
      else if (why === "code_wrong" && kind === "recovery")
        notice.value = { key: "step.recovery.wrong" };
      else notice.value = problemOf(error);
    }
  }

  async function recall(): Promise<void> {
    try {
      const who = await api.me();
      if (who) enter(who);
      else halt(await api.loginStep());
    } catch (error) {
      enter(null, loginProblem(error));
    }
  }

  async function explain(): Promise<void> {
    try {
      const who = await api.me();
      if (who && status.value === "out") enter(who); // another tab has signed in meanwhile
    } catch (error) {
      if (isLoggedOut(error) && status.value === "out") notice.value = loginProblem(error);
    }
  }

  function leave(agent: string, say: Message | null = null): void {
    onLogout(agent);
    enter(null, say);
  }

  return {
    status,
    me,
    step,
    missed,
    busy,
    notice,
    recall,
    loseStep,
    async login(email, password) {
      if (email.trim() === "" || password === "") {
        notice.value = { key: "login.missing" };
        return;
      }
      busy.value = true;
      await attempt(email.trim(), password);
      busy.value = false;
    },
    async giveCode(code, kind) {
      if (code.trim() === "") {
        notice.value = { key: kind === "app" ? "step.code.missing" : "step.recovery.missing" };
        return;
      }
      busy.value = true;
      notice.value = null;
      await attemptCode(code.trim(), kind);
      busy.value = false;
    },
    async cancel() {
      enter(null);
      try {
        await api.cancelLogin();
      } catch (error) {
        notice.value = problemOf(error);
      }
    },
    async logout() {
      const agent = me.peek()?.id;
      try {
        await api.logout();
      } catch (error) {
        if (!isLoggedOut(error)) throw error;
      }
      if (agent === undefined) return enter(null);
      leave(agent);
      tell({ said: "out", agent });
    },
    async follow({ said, agent }) {
      const here = me.peek()?.id;
      if (said === "in" && agent !== here) await recall();
      if (said === "out" && agent === here) leave(agent, { key: "login.ended.signed_out" });
    },
    expire() {
      if (status.value !== "in") return;
      enter(null, { key: "login.expired" });
      void explain();
    },
    end(reason) {
      const agent = me.peek()?.id;
      if (agent === undefined) return;
      if (reason === "signed_out") leave(agent, ending(reason));
      else enter(null, ending(reason));
    },
    update(news) {
      if (status.value === "in") me.value = news;
    },
  };
}

function loginProblem(error: unknown): Message {
  if (isLoggedOut(error)) {
    const ended = error instanceof RequestRefused && error.detail.data.ended;
    return ended ? ending(String(ended)) : { key: "login.wrong" };
  }
  return error instanceof RequestRefused ? problemOf(error) : { key: "login.unreachable" };
}

/** Why a session has ended, and general words for what this console does not know. */
function ending(reason: string): Message {
  const key = `login.ended.${reason}`;
  return { key: known(key) ? (key as TextKey) : "login.expired" };
}
