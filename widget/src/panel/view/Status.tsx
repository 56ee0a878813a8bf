import type { AlertSwitches } from "../model/alerts";
import type { Chat } from "../model/chat";
import type { Command } from "../model/commands";
import type { Row } from "../model/rows";
import { absenceText } from "./Moment";
import { reasonOf } from "./reason";
import { Show } from "./Show";
import type { View } from "./view";

interface StatusProps {
  view: View;
  chat: Chat;
}

interface WaitingProps extends StatusProps {
  alerts: AlertSwitches;
}

/** Between log and composer: the conversation's state, and what the customer can do about it. */
export function Status({ view, chat, alerts }: WaitingProps) {
  return (
    <>
      {view.notice && <NoticeLine view={view} chat={chat} />}
      {view.state?.owner === "queued" && <Waiting view={view} chat={chat} alerts={alerts} />}
      {view.state?.owner === "ticket" && (
        <Show part="contact" as="Ticket" view={view} with={{ chat }} />
      )}
      {view.state?.owner === "closed" && <Closed view={view} chat={chat} />}
      {canEnd(view) && (
        <p class="end">
          <Action command="end_chat" label={view.t("chat.end")} chat={chat} look="link" />
        </p>
      )}
      {alerts.notify && (
        <p class="end">
          <Notify view={view} on={false} alerts={alerts} />
        </p>
      )}
    </>
  );
}

/** A chat with the bot may be ended once it has answered; what people have begun they close. */
function canEnd({ state, rows, outbox, typing }: View): boolean {
  const last = rows.at(-1);
  const answered = last?.kind === "message" && last.by === "bot" && !outbox.length && !typing;
  return answered && state?.owner === "bot" && state.ticket === null && rows.some(isOwn);
}

const isOwn = (row: Row): boolean => row.kind === "message" && row.by === "customer";

function NoticeLine({ view: { t, notice }, chat }: StatusProps) {
  if (!notice) return null;
  const text =
    notice.kind === "failed"
      ? t("notice.failed", { why: reasonOf(t, notice.code) })
      : t(`notice.${notice.kind}`);
  return (
    <div class="banner" role="status" data-testid="notice">
      {text}{" "}
      <button
        type="button"
        class="link"
        onClick={() => {
          chat.notice.value = null;
        }}
      >
        {t("notice.dismiss")}
      </button>
    </div>
  );
}

interface ActionProps {
  command: Command;
  label: string;
  chat: Chat;
  look?: "choice" | "link";
}

/** A command of the customer's, by a press. */
export function Action({ command, label, chat, look = "choice" }: ActionProps) {
  return (
    <button
      type="button"
      class={look}
      data-testid={command.replaceAll("_", "-")}
      onClick={() => void chat.run(command)}
    >
      {label}
    </button>
  );
}

interface NotifyProps {
  view: View;
  /** What a press makes of it. */
  on: boolean;
  alerts: AlertSwitches;
}

function Notify({ view: { t }, on, alerts }: NotifyProps) {
  return (
    <button
      type="button"
      class={on ? "choice" : "link"}
      data-testid={on ? "notify" : "notify-off"}
      onClick={() => void alerts.setNotify(on)}
    >
      {t(on ? "wait.notify" : "notify.off")}
    </button>
  );
}

function Waiting({ view, chat, alerts }: WaitingProps) {
  const { t, format, state } = view;
  const position = state?.position ?? 0;
  const absence = state?.absence;
  const title = state?.joining
    ? t("wait.joining", { name: state.joining.name })
    : absence
      ? absenceText(absence, view)
      : position === 1
        ? t("wait.next")
        : position > 1
          ? t("wait.position", { position: format.number(position) })
          : t("wait.calling");
  return (
    <div class="status" role="status" data-testid="wait-state" data-position={position}>
      <h3>{title}</h3>
      <p class="quiet">
        {t(!absence ? "wait.hint" : absence.chosen ? "absence.chosen" : "absence.hint")}
      </p>
      <div class="choices">
        {absence && !absence.chosen && (
          <Action command="keep_waiting" label={t("absence.wait")} chat={chat} />
        )}
        {alerts.notify === false && <Notify view={view} on alerts={alerts} />}
        <Action command="continue_with_bot" label={t("wait.bot")} chat={chat} />
        <Action command="open_ticket" label={t("wait.ticket")} chat={chat} />
      </div>
    </div>
  );
}

function Closed({ view, chat }: StatusProps) {
  return (
    <div class="status" data-testid="closed-state">
      <h3>{view.t("closed.title")}</h3>
      <p class="quiet">{view.t("closed.hint")}</p>
      <Show part="rating" as="After" view={view} with={{ chat }} />
    </div>
  );
}
