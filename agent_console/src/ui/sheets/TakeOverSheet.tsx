import type { ConversationItem } from "@firuze/client";
import { t } from "../../catalogue";
import { sheet, useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { customerName } from "../parts/words";

/** A supervisor steps in for a colleague. */
export function TakeOverSheet({ item }: { item: ConversationItem }) {
  const { actions } = useDesk();
  const params = { agent: item.owner.agent_name ?? "", name: customerName(item) };
  const leave = () => {
    sheet.value = null;
  };
  const confirm = async () => {
    if (await actions.takeOver(item.id)) leave();
  };
  return (
    <Sheet title={t("take_over.title", params)} onLeave={leave}>
      <p>{t(item.owner.kind === "offered" ? "take_over.offered" : "take_over.hint", params)}</p>
      <div class="sheet-moves">
        <button class="button" type="button" onClick={leave}>
          {t("move.cancel")}
        </button>
        <button
          class="button button-primary"
          type="button"
          data-first
          data-testid="take-over-confirm"
          disabled={actions.busy.value !== null}
          onClick={() => void confirm()}
        >
          {t("move.take_over")}
        </button>
      </div>
    </Sheet>
  );
}
