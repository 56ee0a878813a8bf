import type { DataRequestItem } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { t } from "../../catalogue";
import { useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { SheetMoves } from "../parts/SheetMoves";

interface SheetProps {
  item: DataRequestItem;
  name: string;
  onLeave(): void;
}

/** Names what goes out, and to whom, before it does. */
export function GiveSheet({ item, name, onLeave }: SheetProps) {
  const { requests } = useDesk();
  return (
    <Sheet title={t("request.give.title", { name })} onLeave={onLeave}>
      <p>{t(item.verified ? "request.give.all" : "request.give.shown")}</p>
      <p class="quiet">{t("request.give.hint")}</p>
      <SheetMoves
        testId="request-give-confirm"
        disabled={requests.busy.value}
        first
        onLeave={onLeave}
        onConfirm={async () => {
          await requests.giveCopy(item.id);
          onLeave();
        }}
      >
        {t("request.give.confirm")}
      </SheetMoves>
    </Sheet>
  );
}

const LENGTH = 500; // characters, as the gateway has it

export function RefusalSheet({ item, name, onLeave }: SheetProps) {
  const { requests } = useDesk();
  const reason = useSignal("");
  return (
    <Sheet title={t("request.refuse.title", { name })} onLeave={onLeave}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          // What was typed stays where the refusal did not get through.
          if (await requests.refuse(item.id, reason.value.trim())) onLeave();
        }}
      >
        <label class="field">
          {t("request.reason")}
          <textarea
            dir="auto"
            rows={3}
            maxLength={LENGTH}
            data-first
            data-testid="request-reason"
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
            }}
          />
        </label>
        <SheetMoves
          testId="request-refuse-confirm"
          disabled={requests.busy.value || !reason.value.trim()}
          onLeave={onLeave}
        >
          {t("request.refuse.confirm")}
        </SheetMoves>
      </form>
    </Sheet>
  );
}
