/**
 * The gateway's suggestions to the owner of the open conversation: requested whenever something
 new
 * waits for an answer, and gone once it is answered. A missing suggestion is no problem.
 */
import {
  accepted,
  type Connection,
  type Event,
  NoAnswer,
  RequestRefused,
  type Suggested,
  type Suggestion,
} from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import { isLoggedOut } from "../parts/problems";

export interface Suggestions {
  readonly shown: ReadonlySignal<Suggestion | null>;
  /** Takes the open conversation, and the seq from `openedBy`; null when there is none. */
  look(conversation: string | null, seq: number): void;
  dismiss(): void;
}

/** The seq of the last event that the agent should answer, 0 if all is answered. */
export function openedBy(events: readonly Event[]): number {
  const last = events.findLast(({ body }) => OPENS.has(body.type) || body.type === "agent.said");
  return last && last.body.type !== "agent.said" ? last.seq : 0;
}

const OPENS: ReadonlySet<Event["body"]["type"]> = new Set([
  "customer.said",
  "bot.suppressed",
  "agent.accepted",
]);

export function createSuggestions(
  line: Pick<Connection, "request">,
  onLoggedOut: () => void,
): Suggestions {
  const shown = signal<Suggestion | null>(null);
  const dismissed = new Set<string>();
  let open: { conversation: string; seq: number } | null = null;

  const keyOf = (asked: NonNullable<typeof open>) => `${asked.conversation}:${asked.seq}`;

  async function ask(about: NonNullable<typeof open>): Promise<void> {
    const suggestion = await answer(about.conversation);
    if (open === about && !dismissed.has(keyOf(about))) shown.value = suggestion;
  }

  async function answer(conversation_id: string): Promise<Suggestion | null> {
    try {
      return accepted(await line.request<Suggested>("suggest", { conversation_id })).suggestion;
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else if (!(error instanceof NoAnswer || error instanceof RequestRefused)) throw error;
      return null;
    }
  }

  return {
    shown,
    look(conversation, seq) {
      if (conversation === null || seq === 0) {
        open = null;
        shown.value = null;
        return;
      }
      if (open?.conversation === conversation && open.seq === seq) return;
      // The same conversation keeps its older one until the newer is there: nothing flickers.
      if (open?.conversation !== conversation) shown.value = null;
      open = { conversation, seq };
      if (!dismissed.has(keyOf(open))) void ask(open);
    },
    dismiss() {
      if (open) dismissed.add(keyOf(open));
      shown.value = null;
    },
  };
}
