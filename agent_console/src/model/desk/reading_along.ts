/**
 * Follows where the agent looks: fetches the customer's file, marks messages as read, requests
 * suggestions, and clears the reminder on a conversation that came back.
 */
import type { ConnectionState, ConversationItem } from "@firuze/client";
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { InboxModel } from "../inbox/inbox";
import { inTab } from "../inbox/items";
import type { CustomerModel } from "../thread/customer";
import type { MailsModel } from "../thread/mails";
import type { MarksModel } from "../thread/marks";
import { openedBy, type Suggestions } from "../thread/suggestions";
import type { Thread } from "../thread/thread";

export interface ReadingAlongOptions {
  agent: ReadonlySignal<string | null>;
  connection: ReadonlySignal<ConnectionState>;
  thread: ReadonlySignal<Thread | null>;
  inbox: InboxModel;
  customer: CustomerModel;
  marks: MarksModel;
  suggestions: Suggestions;
  mails: MailsModel;
  /** Calls back now and at each change with whether somebody looks at the page. */
  watchAttention(tell: (here: boolean) => void): void;
}

export function readAlong(options: ReadingAlongOptions): void {
  const { agent, connection, thread, inbox, customer, marks, suggestions, mails } = options;
  const here = signal(false);
  const isMine = (item: ConversationItem) => inTab(item, "mine", agent.value ?? "");
  /** The open conversation, once loaded, if it is the agent's own. */
  const own = computed(() => {
    const open = thread.value;
    const item = open?.item.value;
    return open?.loaded.value && item && isMine(item) ? open : null;
  });

  function showCustomer(): void {
    const customerId = computed(() => thread.value?.item.value?.customer_id ?? null);
    effect(() => {
      const id = customerId.value;
      untracked(() => void customer.show(id));
    });
  }

  function lookAtWhatCameBack(): void {
    effect(() => {
      const open = thread.value?.id;
      if (open && inbox.back.value.has(open)) untracked(() => inbox.look(open));
    });
  }

  /** What the list shows has been delivered; reading takes more. */
  function markDelivered(): void {
    effect(() => {
      const mine = [...inbox.items.value.values()].filter(isMine);
      untracked(() => {
        for (const { id, head } of mine) marks.note(id, { delivered: head, read: 0 });
      });
    });
  }

  function markRead(): void {
    const attended = computed(() => (here.value ? own.value : null));
    let before: Thread | null = null;
    effect(() => {
      const open = attended.value;
      const head = open?.events.value.at(-1)?.seq ?? 0;
      untracked(() => {
        if (open && open !== before) open.arrive(marks.of(open.id).staff.read);
        if (open) marks.note(open.id, { delivered: head, read: head });
        before = open;
      });
    });
  }

  function askForSuggestions(): void {
    effect(() => {
      const open = own.value;
      const online = connection.value.kind === "connected";
      const seq = openedBy(thread.value?.events.value ?? []);
      untracked(() => suggestions.look(open && online ? open.id : null, seq));
    });
  }

  function askForMails(): void {
    effect(() => {
      const open = thread.value;
      const online = connection.value.kind === "connected";
      const events = open?.events.value ?? [];
      const shown = open?.loaded.value && online;
      untracked(() => mails.look(shown ? open.id : null, events));
    });
  }

  options.watchAttention((is) => {
    here.value = is;
    if (!is) marks.hurry();
  });
  showCustomer();
  lookAtWhatCameBack();
  markDelivered();
  markRead();
  askForSuggestions();
  askForMails();
}
