/** Small pieces of text that several components use. */
import { type ConversationItem, digits, type Money, moneyText } from "@firuze/client";
import { language, t } from "../../catalogue";
import { numeral, percent } from "../../format/number";
import { memberName } from "../../wording/people";

const SHORT_ID = 4;

/** The customer's name, or "Visitor" and the end of their id. */
export function customerName(
  item: Pick<ConversationItem, "customer_name" | "customer_id">,
): string {
  return item.customer_name ?? t("item.visitor", { id: item.customer_id.slice(-SHORT_ID) });
}

/** The agent who owns the conversation or is offered it. */
export const agentName = ({ owner }: Pick<ConversationItem, "owner">): string =>
  memberName(owner.agent_id, owner.agent_name) ?? "";

export function ownerName(item: ConversationItem, me: string): string {
  const { owner, ticket } = item;
  const mine = owner.agent_id === me;
  switch (owner.kind) {
    case "agent":
      return mine ? t("owner.agent.me") : t("owner.agent", { name: agentName(item) });
    case "offered":
      return mine ? t("owner.offered.me") : t("owner.offered", { name: agentName(item) });
    case "ticket":
      return t("owner.ticket", { number: ticket ?? 0 });
    default:
      return t(`owner.${owner.kind}`);
  }
}

export const money = (value: Money): string => moneyText(value, language.value, t("money.tomans"));
export const count = (value: number): string => numeral(value, language.value);
export const share = (value: number): string => percent(value, language.value);
export const localDigits = (text: string): string => digits(text, language.value);
