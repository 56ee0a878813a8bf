/** Lines below the top bar: what the agent must know on any page. */
import { t } from "../../catalogue";
import { useDesk } from "../parts/context";
import { Icon } from "../parts/icons";

export function ConnectionBanner() {
  const state = useDesk().connection.value;
  const shown = state.kind !== "connected" && state.kind !== "idle";
  return (
    <p
      class="connection"
      role="status"
      data-testid="connection"
      data-state={state.kind}
      hidden={!shown}
    >
      {state.kind === "refused" && t("connection.refused", { code: state.code })}
      {(state.kind === "connecting" || state.kind === "reconnecting") &&
        t(`connection.${state.kind}`)}
    </p>
  );
}

/** Says why the switch has moved by itself. It stays until the agent has set it. */
export function AwayNotice() {
  const desk = useDesk();
  const missed = desk.session.missed.value;
  if (missed === 0) return null;
  return (
    <div class="away-bar" role="alert" data-testid="away-notice">
      <p>{t("availability.missed", { count: missed })}</p>
      <button
        class="button button-primary"
        type="button"
        onClick={() => void desk.setAvailable(true)}
      >
        {t("availability.back")}
      </button>
      <button
        class="button button-icon"
        type="button"
        aria-label={t("move.dismiss")}
        onClick={() => void desk.setAvailable(false)}
      >
        <Icon name="cross" />
      </button>
    </div>
  );
}

/** Any click enables the sound; the button is for agents who look for a way. */
export function SoundNotice() {
  const { alerts } = useDesk();
  if (!alerts.silenced.value) return null;
  return (
    <div class="away-bar" role="status" data-testid="sound-blocked">
      <p>{t("sound.blocked")}</p>
      <button class="button" type="button" onClick={alerts.unlock}>
        {t("sound.unblock")}
      </button>
    </div>
  );
}
