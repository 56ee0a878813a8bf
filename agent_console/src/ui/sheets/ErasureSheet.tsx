import type { CustomerKept } from "@firuze/client";
import { useEffect, useMemo } from "preact/hooks";
import { say, t } from "../../catalogue";
import type { Erasure } from "../../model/sheets/erasure";
import { useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { SheetMoves } from "../parts/SheetMoves";
import { localDigits } from "../parts/words";

interface ErasureSheetProps {
  customer: string;
  name: string;
  /** The id of the request by which the customer asks for it. */
  request?: string;
  onLeave(): void;
}

/** Names what would go before anything does. */
export function ErasureSheet({ customer, name, request, onLeave }: ErasureSheetProps) {
  const desk = useDesk();
  const erasure = useMemo(() => desk.erase(customer, request), [customer, request]);
  useEffect(() => void erasure.load(), [erasure]);
  const kept = erasure.kept.value;
  const confirm = async () => {
    if (await erasure.confirm()) onLeave();
  };
  const held = kept !== null && kept.under_way > 0 && !erasure.underWay.value;
  return (
    <Sheet title={t("erasure.title")} onLeave={onLeave}>
      {kept === null && !erasure.problem.value && <p class="quiet">{t("erasure.loading")}</p>}
      {kept?.erased_at && (
        <p class="quiet">{t(kept.with_words > 0 ? "erasure.begun" : "erasure.erased")}</p>
      )}
      {kept && <What kept={kept} name={name} />}
      {kept && kept.under_way > 0 && <UnderWay erasure={erasure} count={kept.under_way} />}
      {erasure.problem.value && (
        <p class="problem" role="alert">
          {say(erasure.problem.value)}
        </p>
      )}
      <SheetMoves
        testId="erasure-confirm"
        disabled={kept === null || held || erasure.busy.value}
        onLeave={onLeave}
        onConfirm={() => void confirm()}
      >
        {t("erasure.confirm")}
      </SheetMoves>
    </Sheet>
  );
}

function What({ kept, name }: { kept: CustomerKept; name: string }) {
  const counted = (count: number) => ({ count: localDigits(String(count)) });
  return (
    <>
      <p>{t("erasure.goes")}</p>
      <ul class="erasure" data-testid="erasure-kept">
        <li>{t("erasure.who", { name })}</li>
        <li>{t("erasure.words", counted(kept.conversations))}</li>
        {kept.mails > 0 && <li>{t("erasure.mails", counted(kept.mails))}</li>}
        {kept.orders > 0 && <li>{t("erasure.orders", counted(kept.orders))}</li>}
      </ul>
      <p class="quiet">{t("erasure.stays")}</p>
    </>
  );
}

function UnderWay({ erasure, count }: { erasure: Erasure; count: number }) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        data-testid="erasure-under-way"
        checked={erasure.underWay.value}
        onChange={(event) => erasure.setUnderWay(event.currentTarget.checked)}
      />
      <span>{t("erasure.under_way", { count: localDigits(String(count)) })}</span>
    </label>
  );
}
