import type { ConversationItem } from "@firuze/client";
import { say, t } from "../../catalogue";
import type { PlainMove } from "../../model/thread/actions";
import type { Move, Moves } from "../../model/thread/moves";
import { countdown, timeToCome } from "../../wording/times";
import { AwayChip, ReasonChip } from "../parts/chips";
import { now, panelShown, sheet, useDesk } from "../parts/context";
import { Icon, type IconName } from "../parts/icons";
import { type ThreadSheet, ThreadSheets } from "../sheets/ThreadSheets";
import { ThreadHead } from "./ThreadHead";

export function ThreadHeader({ item, moves }: { item: ConversationItem; moves: Moves }) {
  return (
    <ThreadHead item={item} page="inbox" state={<State item={item} />}>
      <MoveButtons item={item} moves={moves} />
      <button
        class="button button-icon thread-panel"
        type="button"
        aria-label={t("thread.panel")}
        aria-pressed={panelShown.value}
        onClick={() => {
          panelShown.value = !panelShown.value;
        }}
      >
        <Icon name="person" />
      </button>
      <ThreadSheets item={item} allowed={moves.allowed} />
    </ThreadHead>
  );
}

function State({ item }: { item: ConversationItem }) {
  const { reason, owner } = item;
  return (
    <>
      <AwayChip item={item} />
      {reason && <ReasonChip reason={reason} />}
      {owner.kind === "offered" && owner.deadline && (
        <span class="thread-deadline">
          {t("item.deadline", { time: say(countdown(owner.deadline, now.value)) })}
        </span>
      )}
      {owner.snoozed_until && (
        <span class="snoozed">
          <Icon name="clock" />
          {t("snooze.until", { time: timeToCome(owner.snoozed_until, now.value) })}
        </span>
      )}
    </>
  );
}

interface MoveButton {
  move: Move;
  icon: IconName;
  testId: string;
  primary?: boolean;
  /** The sheet that asks first. */
  sheet?: ThreadSheet;
}

const BUTTONS: readonly MoveButton[] = [
  { move: "decline", icon: "cross", testId: "decline" },
  { move: "accept", icon: "check", testId: "accept", primary: true },
  { move: "take", icon: "person", testId: "take", primary: true },
  { move: "take_over", icon: "person", testId: "take-over", sheet: "take_over" },
  { move: "wake", icon: "wake", testId: "wake", primary: true },
  { move: "transfer", icon: "handover", testId: "transfer", sheet: "transfer" },
  { move: "snooze", icon: "clock", testId: "snooze", sheet: "snooze" },
  { move: "return_to_bot", icon: "bot", testId: "return-to-bot" },
  { move: "close", icon: "check", testId: "close", sheet: "close" },
];

function MoveButtons({ item, moves }: { item: ConversationItem; moves: Moves }) {
  const { actions } = useDesk();
  const start = ({ move, sheet: asked }: MoveButton) => {
    if (asked) sheet.value = asked;
    else void actions.perform(move as PlainMove, item.id);
  };
  return (
    <div class="thread-moves">
      {BUTTONS.filter(({ move }) => moves.allowed.has(move)).map((button) => (
        <button
          key={button.move}
          type="button"
          class={button.primary ? "button button-primary" : "button"}
          disabled={actions.busy.value !== null}
          data-testid={button.testId}
          onClick={() => start(button)}
        >
          <Icon name={button.icon} />
          <span class="move-label">{t(`move.${button.move}`)}</span>
        </button>
      ))}
    </div>
  );
}
