/** Small pieces of text that several components use. */
import { type ConversationItem, digits, type Money } from "@firuze/client";
import { language, t } from "../../catalogue";
import { numeral, percent, sum } from "../../format/number";

const SHORT_ID = 4;

/** The customer's name, or "Visitor" and the end of their id. */
export function customerName(
  item: Pick<ConversationItem, "customer_name" | "customer_id">,
): string {
  return item.customer_name ?? t("item.visitor", { id: item.customer_id.slice(-SHORT_ID) });
}

export function ownerName({ owner, ticket }: ConversationItem, me: string): string {
  const mine = owner.agent_id === me;
  switch (owner.kind) {
    case "agent":
      return mine ? t("owner.agent.me") : t("owner.agent", { name: owner.agent_name ?? "" });
    case "offered":
      return mine ? t("owner.offered.me") : t("owner.offered", { name: owner.agent_name ?? "" });
    case "ticket":
      return t("owner.ticket", { number: ticket ?? 0 });
    default:
      return t(`owner.${owner.kind}`);
  }
}

export function money({ amount, currency }: Money): string {
  const shown = sum(amount, currency, language.value);
  return currency === "IRR"
    ? t("money.IRR", { amount: shown })
    : t("money.other", { amount: shown, currency });
}

export const count = (value: number): string => numeral(value, language.value);
export const share = (value: number): string => percent(value, language.value);
export const localDigits = (text: string): string => digits(text, language.value);
