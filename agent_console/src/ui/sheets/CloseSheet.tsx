import type { ConversationItem, StaffClose } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { t } from "../../catalogue";
import { hasUnsent } from "../../model/thread/outgoing";
import { sheet, useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { SheetMoves } from "../parts/SheetMoves";

type Disposition = NonNullable<StaffClose["disposition"]>;
const DISPOSITIONS: readonly Disposition[] = ["resolved", "unresolved", "spam"];

export function CloseSheet({ item }: { item: ConversationItem }) {
  const { actions, outgoing, thread } = useDesk();
  const chosen = useSignal<Disposition>("resolved");
  const unsent = hasUnsent(outgoing.value, item.id);
  const leave = () => {
    sheet.value = null;
  };
  const confirm = async () => {
    const read = thread.value?.events.value.at(-1)?.seq ?? 0;
    if (await actions.close(item.id, chosen.value, read)) leave();
  };
  return (
    <Sheet title={t("close.title")} onLeave={leave}>
      <p class="quiet">{t("close.hint")}</p>
      {unsent && (
        <p class="problem" role="alert">
          {t("close.unsent")}
        </p>
      )}
      <fieldset class="choices">
        <legend>{t("close.disposition")}</legend>
        {DISPOSITIONS.map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              data-first={chosen.value === each || undefined}
              name="disposition"
              checked={chosen.value === each}
              data-testid={`disposition-${each}`}
              onChange={() => {
                chosen.value = each;
              }}
            />
            {t(`disposition.${each}`)}
          </label>
        ))}
      </fieldset>
      <SheetMoves
        testId="close-confirm"
        disabled={actions.busy.value !== null}
        onLeave={leave}
        onConfirm={() => void confirm()}
      >
        {t("close.confirm")}
      </SheetMoves>
    </Sheet>
  );
}
