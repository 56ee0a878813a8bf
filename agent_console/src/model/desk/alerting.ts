/** Has the alerts look at what the agent is offered, and at words in the agent's own chats that are unread. */
import { effect, type ReadonlySignal, untracked } from "@preact/signals";
import type { Alerts } from "../frame/alerts";
import type { InboxModel } from "../inbox/inbox";
import { inTab, lastUnread } from "../inbox/items";
import type { MarksModel } from "../thread/marks";

export interface AlertingOptions {
  agent: ReadonlySignal<string | null>;
  inbox: InboxModel;
  marks: MarksModel;
  alerts: Alerts;
}

export function alertAlong({ agent, inbox, marks, alerts }: AlertingOptions): void {
  effect(() => {
    const offers = inbox.offers.value;
    untracked(() => alerts.lookAtOffers(offers));
  });
  effect(() => {
    if (!inbox.loaded.value) return;
    const mine = [...inbox.items.value.values()].filter((item) =>
      inTab(item, "mine", agent.value ?? ""),
    );
    const unread = mine
      .map((item) => ({ item, seq: lastUnread(item, marks.of(item.id).staff.read) }))
      .filter(({ seq }) => seq > 0);
    untracked(() => alerts.lookAtWords(unread));
  });
}
