import type { ConversationItem } from "@firuze/client";
import { useSignal } from "@preact/signals";
import type { TargetedKeyboardEvent } from "preact";
import { language, t } from "../../catalogue";
import { clockTime, weekday } from "../../format/time";
import {
  daysToPick,
  PRESETS,
  type Preset,
  presetTime,
  proposedTime,
  timesToPick,
} from "../../model/sheets/snooze";
import { timeToCome } from "../../wording/times";
import { now, sheet, useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { customerName } from "../parts/words";

const leave = () => {
  sheet.value = null;
};

export function SnoozeSheet({ item }: { item: ConversationItem }) {
  const { actions } = useDesk();
  const snooze = async (until: Date) => {
    if (await actions.snooze(item.id, until)) leave();
  };
  return (
    <Sheet title={t("snooze.title")} onLeave={leave}>
      <p class="quiet">{t("snooze.hint", { name: customerName(item) })}</p>
      <ul class="snoozes">
        {PRESETS.map((preset) => (
          <li key={preset}>
            <PresetButton preset={preset} onChoose={(until) => void snooze(until)} />
          </li>
        ))}
      </ul>
      <OwnTime onChoose={(until) => void snooze(until)} />
    </Sheet>
  );
}

interface Choosing {
  onChoose(until: Date): void;
}

/** Never disabled: a refusal by the gateway would lose the focus. */
function PresetButton({ preset, onChoose }: Choosing & { preset: Preset }) {
  const time = presetTime(preset, now.value);
  return (
    <button
      class="snooze-choice"
      type="button"
      data-first={preset === PRESETS[0] || undefined}
      data-testid={`snooze-${preset}`}
      onKeyDown={walk}
      onClick={() => onChoose(presetTime(preset, Date.now()))}
    >
      <span>{t(`snooze.${preset}`)}</span>
      <span class="quiet">{timeToCome(time.toISOString(), now.value)}</span>
    </button>
  );
}

/** The arrow keys move between the choices. */
function walk(event: TargetedKeyboardEvent<HTMLButtonElement>): void {
  const place = event.currentTarget.parentElement;
  const next = {
    ArrowDown: place?.nextElementSibling,
    ArrowUp: place?.previousElementSibling,
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next.querySelector("button")?.focus();
}

/** A day and a half hour, in the agent's own calendar. */
function OwnTime({ onChoose }: Choosing) {
  const { actions } = useDesk();
  const days = daysToPick(now.value);
  const ahead = useSignal(days[0]?.ahead ?? 1);
  const picked = useSignal<number | null>(null);
  const times = timesToPick(ahead.value, now.value);
  const until =
    times.find((time) => time.getTime() === picked.value) ?? proposedTime(ahead.value, now.value);
  return (
    <form
      class="snooze-own"
      onSubmit={(event) => {
        event.preventDefault();
        if (until) onChoose(until);
      }}
    >
      <h3>{t("snooze.own")}</h3>
      <label class="filter">
        <span class="visually-hidden">{t("snooze.day")}</span>
        <select
          value={ahead.value}
          data-testid="snooze-day"
          onChange={(event) => {
            ahead.value = Number(event.currentTarget.value);
          }}
        >
          {days.map((day) => (
            <option key={day.ahead} value={day.ahead}>
              {dayName(day.ahead, day.noon)}
            </option>
          ))}
        </select>
      </label>
      <label class="filter">
        <span class="visually-hidden">{t("snooze.time")}</span>
        <select
          value={until?.getTime()}
          data-testid="snooze-time"
          onChange={(event) => {
            picked.value = Number(event.currentTarget.value);
          }}
        >
          {times.map((time) => (
            <option key={time.getTime()} value={time.getTime()}>
              {clockTime(time.toISOString(), language.value)}
            </option>
          ))}
        </select>
      </label>
      <button
        class="button"
        type="submit"
        data-testid="snooze-own"
        disabled={until === null || actions.busy.value !== null}
      >
        {t("move.snooze")}
      </button>
    </form>
  );
}

function dayName(ahead: number, noon: Date): string {
  if (ahead === 0) return t("time.today");
  return ahead === 1 ? t("time.tomorrow") : weekday(noon.toISOString(), language.value);
}
