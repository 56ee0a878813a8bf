import type { ConversationItem } from "@firuze/client";
import { t } from "../../catalogue";
import { sheet, useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { SheetMoves } from "../parts/SheetMoves";
import { agentName, customerName } from "../parts/words";

/** A supervisor steps in for a colleague. */
export function TakeOverSheet({ item }: { item: ConversationItem }) {
  const { actions } = useDesk();
  const params = { agent: agentName(item), name: customerName(item) };
  const leave = () => {
    sheet.value = null;
  };
  const confirm = async () => {
    if (await actions.takeOver(item.id)) leave();
  };
  return (
    <Sheet title={t("take_over.title", params)} onLeave={leave}>
      <p>{t(item.owner.kind === "offered" ? "take_over.offered" : "take_over.hint", params)}</p>
      <SheetMoves
        testId="take-over-confirm"
        disabled={actions.busy.value !== null}
        first
        onLeave={leave}
        onConfirm={() => void confirm()}
      >
        {t("move.take_over")}
      </SheetMoves>
    </Sheet>
  );
}
