/**
 * The open conversation's words that go by mail: fetched whenever somebody writes to a customer
 who
 * has left an address, and whenever the gateway reports progress of a mail.
 */
import {
  accepted,
  type Connection,
  type DeliveriesMoved,
  type Event,
  NoAnswer,
  RequestRefused,
  type ThreadMail,
  type ThreadMails,
} from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import { isLoggedOut } from "../parts/problems";
import { contactOf } from "./customer";

export interface ShownMails extends Pick<ThreadMails, "mails" | "works" | "grace_seconds"> {
  conversation: string;
  /** The address that the customer left. */
  email: string;
}

export interface MailsModel {
  /** Those of the open conversation, if its customer has left an address. */
  readonly shown: ReadonlySignal<ShownMails | null>;
  /** Takes the open conversation; null when there is none. */
  look(conversation: string | null, events: readonly Event[]): void;
  receive(push: DeliveriesMoved): void;
}

interface Subject {
  conversation: string;
  email: string;
  /** The seq of the last message to the customer. */
  said: number;
}

const isSaid = ({ body }: Event): boolean => body.type === "agent.said" || body.type === "bot.said";

export function createMails(
  line: Pick<Connection, "request">,
  onLoggedOut: () => void,
): MailsModel {
  const shown = signal<ShownMails | null>(null);
  let open: Subject | null = null;

  async function ask(about: Subject): Promise<void> {
    const { conversation, email } = about;
    const answer = await answered(conversation);
    if (open !== about || !answer) return; // keep what is known
    const { mails, works, grace_seconds } = answer;
    shown.value = { conversation, email, mails, works, grace_seconds };
  }

  async function answered(conversation_id: string): Promise<ThreadMails | null> {
    try {
      return accepted(await line.request<ThreadMails>("mails", { conversation_id }));
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else if (!(error instanceof NoAnswer || error instanceof RequestRefused)) throw error;
      return null;
    }
  }

  return {
    shown,
    look(conversation, events) {
      const email = conversation === null ? null : contactOf(events)?.email;
      if (!conversation || !email) {
        open = null;
        shown.value = null;
        return;
      }
      const said = events.findLast(isSaid)?.seq ?? 0;
      const same = open?.conversation === conversation;
      if (same && open?.email === email && open.said === said) return;
      if (!same) shown.value = null;
      open = { conversation, email, said };
      void ask(open);
    },
    receive({ conversation_id }) {
      if (open && open.conversation === conversation_id) void ask(open);
    },
  };
}

/** The mail that ends with the message `seq`: shown below it. */
export function mailBelow(
  seq: number,
  events: readonly Event[],
  mails: readonly ThreadMail[],
): ThreadMail | null {
  const mail = mails.find(({ first, last }) => first <= seq && seq <= last);
  if (!mail) return null;
  const later = events.some((event) => isSaid(event) && event.seq > seq && event.seq <= mail.last);
  return later ? null : mail;
}
