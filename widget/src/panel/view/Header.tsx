import { BellIcon, BotIcon, CloseIcon, MutedIcon } from "./icons";
import type { View } from "./view";

interface HeaderProps {
  view: View;
  shop: string;
  /** Whether answers make a sound while the customer looks elsewhere. */
  sound: boolean;
  onSound(): void;
  onClose(): void;
  onLanguage(): void;
}

/** The shop, and who the customer is talking with. */
export function Header({ view, shop, sound, onSound, onClose, onLanguage }: HeaderProps) {
  const { t, state } = view;
  const owner = state?.owner ?? "bot";
  const agent = state?.agent;
  const name = agent?.name ?? t("by.agent");
  return (
    <header>
      <span class="face" aria-hidden="true">
        {owner === "agent" ? [...name][0] : <BotIcon />}
        {agent?.portrait && (
          <img
            key={agent.portrait}
            src={view.origin + agent.portrait}
            alt=""
            onError={({ currentTarget }) => {
              currentTarget.hidden = true;
            }}
          />
        )}
      </span>
      <div>
        <h2>{shop}</h2>
        <p data-testid="talking-with" data-owner={owner}>
          {state && t(`with.${owner}`, { name })}
        </p>
      </div>
      <button
        type="button"
        onClick={onSound}
        data-testid="sound"
        aria-pressed={sound}
        aria-label={t("sound.label")}
        title={t("sound.label")}
      >
        {sound ? <BellIcon /> : <MutedIcon />}
      </button>
      <button
        type="button"
        onClick={onLanguage}
        data-testid="language"
        aria-label={t("panel.language.label")}
      >
        {t("panel.language")}
      </button>
      <button
        type="button"
        onClick={onClose}
        data-testid="close-panel"
        aria-label={t("panel.close")}
      >
        <CloseIcon />
      </button>
    </header>
  );
}
