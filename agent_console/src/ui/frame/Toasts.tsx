import { say, t } from "../../catalogue";
import { useDesk } from "../parts/context";
import { Icon } from "../parts/icons";

export function Toasts() {
  const { toasts } = useDesk();
  return (
    <div class="toasts" aria-live="polite">
      {toasts.shown.value.map(({ id, tone, message, undo }) => (
        <div
          key={id}
          class="toast"
          data-tone={tone}
          role={tone === "problem" ? "alert" : undefined}
        >
          <p>{say(message)}</p>
          {undo && (
            <button
              class="link"
              type="button"
              onClick={() => {
                toasts.dismiss(id);
                undo();
              }}
            >
              {t("move.undo")}
            </button>
          )}
          <button
            class="button button-icon"
            type="button"
            aria-label={t("move.dismiss")}
            onClick={() => toasts.dismiss(id)}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
