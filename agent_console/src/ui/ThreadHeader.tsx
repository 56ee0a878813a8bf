import type { ConversationItem, StaffClose } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { say, t } from "../catalogue";
import { countdown } from "../format/time";
import type { Move, Moves } from "../model/moves";
import { now, panelShown, sheet, useDesk, useMe, visit } from "./context";
import { Icon, type IconName } from "./icons";
import { Sheet } from "./Sheet";
import { customerName, ownerName } from "./words";

export function ThreadHeader({ item, moves }: { item: ConversationItem; moves: Moves }) {
  const me = useMe();
  return (
    <header class="thread-head">
      <button
        class="button button-icon thread-back"
        type="button"
        aria-label={t("thread.back")}
        onClick={() => visit({ page: "inbox", conversation: null })}
      >
        <Icon name="back" />
      </button>
      <div class="thread-who">
        <h1>
          <bdi>{customerName(item)}</bdi>
        </h1>
        <p class="thread-state">
          <span class="chip chip-owner" data-kind={item.owner.kind} data-testid="owner">
            <bdi>{ownerName(item, me.id)}</bdi>
          </span>
          {item.reason && (
            <span class="chip chip-reason" data-reason={item.reason}>
              {t(`reason.${item.reason}`)}
            </span>
          )}
          {item.owner.kind === "offered" && item.owner.deadline && (
            <span class="thread-deadline">
              {t("item.deadline", { time: say(countdown(item.owner.deadline, now.value)) })}
            </span>
          )}
        </p>
      </div>
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
      {sheet.value === "close" && <CloseSheet item={item} />}
    </header>
  );
}

const BUTTONS: readonly [Exclude<Move, "close">, IconName, "primary" | "plain", string][] = [
  ["decline", "cross", "plain", "decline"],
  ["accept", "check", "primary", "accept"],
  ["take", "person", "primary", "take"],
  ["return_to_bot", "bot", "plain", "return-to-bot"],
];

function MoveButtons({ item, moves }: { item: ConversationItem; moves: Moves }) {
  const { actions } = useDesk();
  const busy = actions.busy.value !== null;
  return (
    <div class="thread-moves">
      {BUTTONS.filter(([move]) => moves.allowed.has(move)).map(([move, icon, weight, testId]) => (
        <button
          key={move}
          type="button"
          class={weight === "primary" ? "button button-primary" : "button"}
          disabled={busy}
          data-testid={testId}
          onClick={() => void actions.perform(move, item.id)}
        >
          <Icon name={icon} />
          {t(move === "return_to_bot" ? "move.return" : `move.${move}`)}
        </button>
      ))}
      {moves.allowed.has("close") && (
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="close"
          onClick={() => {
            sheet.value = "close";
          }}
        >
          <Icon name="check" />
          {t("move.close")}
        </button>
      )}
    </div>
  );
}

type Disposition = NonNullable<StaffClose["disposition"]>;
const DISPOSITIONS: readonly Disposition[] = ["resolved", "unresolved", "spam"];

function CloseSheet({ item }: { item: ConversationItem }) {
  const { actions, outgoing, thread } = useDesk();
  const chosen = useSignal<Disposition>("resolved");
  const unsent = outgoing.value?.items.value.some(
    ({ body, state }) => body.conversation_id === item.id && state !== "sent",
  );
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
      <div class="sheet-moves">
        <button class="button" type="button" onClick={leave}>
          {t("move.cancel")}
        </button>
        <button
          class="button button-primary"
          type="button"
          disabled={actions.busy.value !== null}
          data-testid="close-confirm"
          onClick={() => void confirm()}
        >
          {t("close.confirm")}
        </button>
      </div>
    </Sheet>
  );
}
