import { say, t } from "../../catalogue";
import { countdown } from "../../wording/times";
import { AwayChip, ReasonChip } from "../parts/chips";
import { now, useDesk, visit } from "../parts/context";
import { customerName } from "../parts/words";

/** The offer that runs out first, above everything, unless it is open already. */
export function OfferBar() {
  const { inbox, thread, actions } = useDesk();
  const offer = inbox.offers.value.find((item) => item.id !== thread.value?.id);
  if (!offer) return null;
  const open = () => visit({ page: "inbox", conversation: offer.id });
  return (
    <div class="offer-bar" role="alert" data-testid="offer-bar">
      <span class="offer-bar-dot" aria-hidden="true" />
      <p>
        <strong>{t("offer.banner", { name: customerName(offer) })}</strong>
        <AwayChip item={offer} />
        {offer.reason && <ReasonChip reason={offer.reason} />}
      </p>
      {offer.owner.deadline && (
        <span class="offer-bar-time" aria-hidden="true">
          {t("item.deadline", { time: say(countdown(offer.owner.deadline, now.value)) })}
        </span>
      )}
      <button class="button" type="button" onClick={open}>
        {t("offer.open")}
      </button>
      <button
        class="button button-primary"
        type="button"
        disabled={actions.busy.value !== null}
        onClick={() => {
          void actions.perform("accept", offer.id);
          open();
        }}
      >
        {t("move.accept")}
      </button>
    </div>
  );
}
