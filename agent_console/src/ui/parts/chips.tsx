/** Small labels of a conversation: its language, its owner, why a person is needed. */
import type { ConversationItem, HandoffReason } from "@firuze/client";
import { t } from "../../catalogue";
import { useDesk, useMe } from "./context";
import { ownerName } from "./words";

export function LanguageChip({ language }: Pick<ConversationItem, "language">) {
  return (
    <span class="chip chip-language" title={t(`language.${language}`)}>
      {t(`language.${language}.short`)}
    </span>
  );
}

/** The customer's channel, unless it is the chat on the shop's pages. */
export function ChannelChip({ channel }: Pick<ConversationItem, "channel">) {
  if (channel === "widget") return null;
  return (
    <span class="chip" data-testid="channel">
      {t(`channel.${channel}`)}
    </span>
  );
}

export function OwnerChip({ item }: { item: ConversationItem }) {
  const me = useMe();
  return (
    <span class="chip chip-owner" data-kind={item.owner.kind} data-testid="owner">
      <bdi>{ownerName(item, me.id)}</bdi>
    </span>
  );
}

export function ReasonChip({ reason }: { reason: HandoffReason }) {
  return (
    <span class="chip chip-reason" data-reason={reason}>
      {t(`reason.${reason}`)}
    </span>
  );
}

/** The customer has closed the chat, and would not see an answer now. */
export function AwayChip({ item }: { item: ConversationItem }) {
  const { away } = useDesk();
  if (!away.ids.value.has(item.id)) return null;
  return (
    <span class="chip chip-away" data-testid="customer-away" title={t("item.away.hint")}>
      {t("item.away")}
    </span>
  );
}
