/** The customer's commands besides messages: a person, a ticket, back to the bot, a contact. */
import {
  accepted,
  type Connection,
  type Done,
  NoAnswer,
  type Noted,
  RequestRefused,
  type VisitorContact,
} from "@firuze/client";
import { signal } from "@preact/signals-core";
import { v7 as uuid } from "uuid";

export type Command =
  | "request_person"
  | "keep_waiting"
  | "open_ticket"
  | "continue_with_bot"
  | "end_chat";
export type Contact = Omit<VisitorContact, "client_id">;
/** What the panel tells the customer: a command is kept for later, already done, or failed with a
 * code; or files cannot be sent. */
export type Notice = { kind: "later" | "noted" | "files" } | { kind: "failed"; code: string };

/**
 * Runs commands; without a connection it keeps the last one until `connected`. An end is not kept: it
 * would close the chat over what the customer asks meanwhile.
 */
export function createCommands(request: Connection["request"]) {
  const running = signal<Command | null>(null);
  const notice = signal<Notice | null>(null);
  let kept: Command | null = null;

  async function run(command: Command): Promise<void> {
    if (running.value) return;
    running.value = command;
    notice.value = null;
    try {
      accepted(await request<Done>(command, {}));
    } catch (error) {
      failed(command, codeOf(error));
    } finally {
      running.value = null;
    }
  }

  /** Resolves to the error code, or null. */
  async function ask(event: string, given: object): Promise<string | null> {
    try {
      accepted(await request<Done | Noted>(event, given));
      return null;
    } catch (error) {
      return codeOf(error);
    }
  }

  function failed(command: Command, code: string): void {
    if (code !== "offline" || command === "end_chat") {
      notice.value = { kind: "failed", code };
      return;
    }
    kept = command;
    notice.value = { kind: "later" };
  }

  return {
    running,
    notice,
    run,
    connected(): void {
      const command = kept;
      kept = null;
      if (command) void run(command);
    },
    ask,
    leaveContact: (contact: Contact) => ask("leave_contact", { client_id: uuid(), ...contact }),
  };
}

export function codeOf(error: unknown): string {
  if (error instanceof NoAnswer || error instanceof RequestRefused) return error.code;
  console.error("Firuze:", error);
  return "other";
}
