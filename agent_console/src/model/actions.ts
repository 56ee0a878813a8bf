/** The agent's moves: asked of the server, told to the agent, undone where that is possible. */
import { accepted, type Connection, type Done, type StaffClose } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../catalogue";
import type { Move } from "./moves";
import { isLoggedOut, problemOf } from "./problems";
import type { Toasts } from "./toasts";

export interface Actions {
  /** The move under way, if any. */
  readonly busy: ReadonlySignal<Move | null>;
  /** Whether it was done. */
  perform(move: Exclude<Move, "close">, conversation: string): Promise<boolean>;
  /** `read` is the seq of the last event on the screen. */
  close(
    conversation: string,
    disposition: NonNullable<StaffClose["disposition"]>,
    read: number,
  ): Promise<boolean>;
}

const TOLD: Partial<Record<Move, Message>> = {
  decline: { key: "toast.declined" },
  return_to_bot: { key: "toast.returned" },
  close: { key: "toast.closed" },
};
/** Taking the conversation is the way back from giving it away. */
const TAKEN_BACK: ReadonlySet<Move> = new Set(["decline", "return_to_bot"]);

export function createActions(
  line: Pick<Connection, "request">,
  toasts: Toasts,
  onLoggedOut: () => void,
  onDone: (move: Move) => void = () => undefined,
): Actions {
  const busy = signal<Move | null>(null);

  async function ask(move: Move, payload: { conversation_id: string }): Promise<boolean> {
    if (busy.value) return false;
    busy.value = move;
    try {
      accepted(await line.request<Done>(move, payload));
      tell(move, payload.conversation_id);
      onDone(move);
      return true;
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else toasts.show({ tone: "problem", message: problemOf(error) });
      return false;
    } finally {
      busy.value = null;
    }
  }

  function tell(move: Move, conversation: string): void {
    const message = TOLD[move];
    if (!message) return;
    const undo = TAKEN_BACK.has(move)
      ? { undo: () => void ask("take", { conversation_id: conversation }) }
      : {};
    toasts.show({ tone: "done", message, ...undo });
  }

  return {
    busy,
    perform: (move, conversation) => ask(move, { conversation_id: conversation }),
    close: (conversation, disposition, read) =>
      ask("close", { conversation_id: conversation, disposition, read } as StaffClose),
  };
}
