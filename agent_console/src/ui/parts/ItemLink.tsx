import type { ConversationItem } from "@firuze/client";
import type { ComponentChildren } from "preact";
import { t } from "../../catalogue";
import { hashOf } from "../../model/frame/route";
import { ChannelChip, LanguageChip } from "./chips";
import { Quoted } from "./Quoted";
import { customerName } from "./words";

const TEST_IDS = { inbox: "inbox-item", archive: "conversation-row" } as const;

interface ItemLinkProps {
  item: ConversationItem;
  open: boolean;
  page: keyof typeof TEST_IDS;
  /** Beside the customer's name. */
  top: ComponentChildren;
  /** Below the last words. */
  bottom: ComponentChildren;
}

/** A conversation in a list: the customer, the last message, and the link. */
export function ItemLink({ item, open, page, top, bottom }: ItemLinkProps) {
  return (
    <a
      class="item-link"
      href={hashOf({ page, conversation: item.id })}
      aria-current={open ? "true" : undefined}
      data-testid={TEST_IDS[page]}
      data-conversation-id={item.id}
      data-owner={item.owner.kind}
    >
      <span class="item-top">
        <bdi class="item-name">{customerName(item)}</bdi>
        <LanguageChip language={item.language} />
        <ChannelChip channel={item.channel} />
        {top}
      </span>
      <LastWords item={item} />
      <span class="item-bottom">{bottom}</span>
    </a>
  );
}

function LastWords({ item }: { item: ConversationItem }) {
  if (!item.last) return <span class="item-last quiet">{t("item.nothing")}</span>;
  const { by, text } = item.last;
  return (
    <span class="item-last">
      {by !== "customer" && <span class="quiet">{t(`item.by.${by}`)} </span>}
      <Quoted text={text} language={item.language} />
    </span>
  );
}
