/**
 * The agent's moves: sent to the server, confirmed to the agent, undone where that is possible.
 */
import {
  accepted,
  type Connection,
  type Done,
  type StaffClose,
  type StaffSnooze,
  type StaffTake,
  type StaffTransfer,
  type Transferred,
} from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import type { Toasts } from "../frame/toasts";
import { isLoggedOut, problemOf } from "../parts/problems";
import type { Move } from "./moves";

/** Moves that need nothing but the conversation. */
export type PlainMove = Exclude<Move, "close" | "transfer" | "snooze" | "take_over">;

export interface Actions {
  /** The move in flight, if any. */
  readonly busy: ReadonlySignal<Move | null>;
  /** Resolves to whether it was done. */
  perform(move: PlainMove, conversation: string): Promise<boolean>;
  /** `to` is a name to show the agent. */
  transfer(transfer: StaffTransfer, to: string): Promise<boolean>;
  snooze(conversation: string, until: Date): Promise<boolean>;
  takeOver(conversation: string): Promise<boolean>;
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
  snooze: { key: "toast.snoozed" },
};
/** The undo: what was given to the queue or the bot can be taken again. */
const WAY_BACK: Partial<Record<Move, PlainMove>> = {
  decline: "take",
  return_to_bot: "take",
  snooze: "wake",
};

export function createActions(
  line: Pick<Connection, "request">,
  toasts: Toasts,
  onLoggedOut: () => void,
  onDone: (move: Move) => void = () => undefined,
): Actions {
  const busy = signal<Move | null>(null);
  const offered = new Map<string, number>(); // visible undo toasts, by conversation

  /** `told` is the confirmation for the answer. */
  async function ask<Payload extends { conversation_id: string }, Answer extends Done = Done>(
    move: Move,
    payload: Payload,
    told: (answer: Answer) => Message | undefined = () => TOLD[move],
  ): Promise<boolean> {
    if (busy.value) return false;
    busy.value = move;
    try {
      const name = move === "take_over" ? "take" : move;
      const message = told(accepted(await line.request<Answer>(name, payload)));
      forgetWayBack(payload.conversation_id);
      if (message) tell(message, payload.conversation_id, WAY_BACK[move]);
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

  function tell(message: Message, conversation: string, back: PlainMove | undefined): void {
    const undo = back ? { undo: () => void ask(back, { conversation_id: conversation }) } : {};
    const id = toasts.show({ tone: "done", message, ...undo });
    if (back) offered.set(conversation, id);
  }

  /** Another move in the conversation ends the undo of the previous one. */
  function forgetWayBack(conversation: string): void {
    const id = offered.get(conversation);
    if (id !== undefined) toasts.dismiss(id);
    offered.delete(conversation);
  }

  return {
    busy,
    perform: (move, conversation) => ask(move, { conversation_id: conversation }),
    close: (conversation, disposition, read) =>
      ask("close", { conversation_id: conversation, disposition, read } as StaffClose),
    transfer: (transfer, to) =>
      ask<StaffTransfer, Transferred>("transfer", transfer, ({ held }) => ({
        key: transfer.team
          ? "toast.transferred.team"
          : held
            ? "toast.transferred"
            : "toast.transferred.waits",
        params: { name: to },
      })),
    snooze: (conversation, until) =>
      ask<StaffSnooze>("snooze", { conversation_id: conversation, until: until.toISOString() }),
    takeOver: (conversation) =>
      ask<StaffTake>("take_over", { conversation_id: conversation, over: true }),
  };
}
