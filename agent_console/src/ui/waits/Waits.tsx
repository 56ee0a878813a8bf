import type { PromisesKept, WaitingNow } from "@firuze/client";
import { useEffect } from "preact/hooks";
import { say, t } from "../../catalogue";
import { hashOf } from "../../model/frame/route";
import { LOOK_AGAIN, promiseState } from "../../model/waits/waits";
import { countdown, wait } from "../../wording/times";
import { AwayChip, LanguageChip } from "../parts/chips";
import { now, useDesk, useMe } from "../parts/context";
import { count, customerName, ownerName, share } from "../parts/words";
import { BusyBots } from "./BusyBots";

/**
 * The supervisor's page of waits: who waits now, which promise is about to slip, which were kept.
 */
export function Waits() {
  const { waits } = useDesk();
  useEffect(() => {
    void waits.load();
    const timer = setInterval(() => void waits.load(), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [waits]);
  const seen = waits.waits.value;
  const problem = waits.problem.value;
  return (
    <main class="waits">
      {problem && (
        <p class="problem" role="alert">
          {say(problem)}
        </p>
      )}
      {!seen && !problem && <p class="quiet">{t("empty.loading")}</p>}
      {seen?.bots.short_of_cores && <BusyBots bots={seen.bots} />}
      {seen && <Queue waiting={seen.waiting} />}
      {seen && <Kept kept={seen.kept} />}
    </main>
  );
}

function Queue({ waiting }: { waiting: readonly WaitingNow[] }) {
  return (
    <section aria-labelledby="waits-now">
      <h1 id="waits-now">{t("waits.now")}</h1>
      {waiting.length === 0 ? (
        <p class="quiet">{t("empty.queue")}</p>
      ) : (
        <ol class="waits-queue">
          {waiting.map((entry) => (
            <Waiting key={entry.item.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Waiting({ entry }: { entry: WaitingNow }) {
  const { item, since, promised } = entry;
  const state = promiseState(entry, now.value);
  const left = promised?.until ? say(countdown(promised.until, now.value)) : "";
  const range = promised && t("waits.range", { low: promised.low, high: promised.high });
  return (
    <li data-testid="waiting" data-state={state}>
      <a href={hashOf({ page: "inbox", conversation: item.id })}>
        <span class="waits-who">
          <bdi>{customerName(item)}</bdi> <LanguageChip language={item.language} />{" "}
          <AwayChip item={item} />
          <span class="quiet">{ownerName(item, useMe().id)}</span>
        </span>
        <strong>{say(wait(Math.max(0, now.value - Date.parse(since))))}</strong>
        <span class="waits-told">
          {range && state !== "alone" && <span>{range}</span>}
          <b>{t(`waits.state.${state}`, { left })}</b>
        </span>
      </a>
    </li>
  );
}

function Kept({ kept }: { kept: readonly PromisesKept[] }) {
  return (
    <section aria-labelledby="waits-kept">
      <h2 id="waits-kept">{t("waits.kept")}</h2>
      <div class="waits-figures">
        {kept.map(({ days, told, share: came }) => (
          <p key={days} data-testid="promises-kept" data-days={days}>
            <span class="quiet">{t(days === 1 ? "waits.day" : "waits.days", { n: days })}</span>
            <strong>{came === null ? "–" : share(came)}</strong>
            <span class="quiet">{t("waits.told", { n: count(told) })}</span>
          </p>
        ))}
      </div>
      <p class="quiet waits-definition">{t("waits.definition")}</p>
    </section>
  );
}
