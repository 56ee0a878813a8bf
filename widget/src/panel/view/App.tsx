import { filesIn, isComposing } from "@firuze/client";
import type { AlertSwitches } from "../model/alerts";
import type { Chat } from "../model/chat";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { Log } from "./Log";
import { Show } from "./Show";
import { Status } from "./Status";
import type { View } from "./view";

/** Quick questions go to the bot, so they show only while it answers. */
const asksQuickly = ({ loaded, receipt, state, consent }: View): boolean =>
  loaded && !receipt && !consent && (state?.owner ?? "bot") === "bot";

export interface AppProps {
  view: View;
  chat: Chat;
  alerts: AlertSwitches;
  open: boolean;
  /** Whether the composer takes the focus when the panel opens. */
  focus: boolean;
  onClose(): void;
  onLanguage(): void;
  /** Null for a customer who is signed in at the shop: signing out there does it. */
  onForget: (() => void) | null;
}

/** Files may be dropped anywhere on the panel, or pasted; the page stays. */
function takingFiles(chat: Chat) {
  const take = (event: ClipboardEvent | DragEvent) => {
    const files = filesIn(event);
    if (files) chat.attach(files);
  };
  return { onDragOver: take, onDrop: take, onPaste: take };
}

/** The shop's name, once it is known. */
export const shopOf = ({ session, t }: View): string => session?.shop_name ?? t("panel.shop");

export function App({ view, chat, alerts, open, focus, onClose, onLanguage, onForget }: AppProps) {
  const { t, state } = view;
  const shop = shopOf(view);
  return (
    <section
      class="panel"
      hidden={!open}
      role="dialog"
      tabIndex={-1}
      aria-label={t("panel.label", { shop })}
      lang={view.language}
      dir={view.language === "fa" ? "rtl" : "ltr"}
      data-testid="panel"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event)) return;
        event.preventDefault(); // a dialog of the page stays open
        onClose();
      }}
      {...takingFiles(chat)}
    >
      <Header
        view={view}
        shop={shop}
        sound={alerts.sound}
        onSound={() => alerts.setSound(!alerts.sound)}
        onClose={onClose}
        onLanguage={onLanguage}
      />
      {view.banner && !view.failure && (
        <p class="banner" role="status" data-testid="connection" data-state={view.banner}>
          {t(`connection.${view.banner}`)}
        </p>
      )}
      <Log view={view} chat={chat} open={open} quick={asksQuickly(view)} />
      <Status view={view} chat={chat} alerts={alerts} />
      {view.consent ? (
        <Show part="more" as="Consent" view={view} with={{ chat, asked: view.consent }} />
      ) : (
        <Composer view={view} chat={chat} open={open} focus={focus} />
      )}
      {open && (state?.head || view.session?.erased_at) ? (
        <Show part="more" as="More" view={view} with={{ chat, onForget }} />
      ) : null}
    </section>
  );
}
