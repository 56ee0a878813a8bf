import type { BotsNow } from "@firuze/client";
import { t } from "../../catalogue";

/** Tells a supervisor that the bot has more customers than it can answer in time, and the way out. */
export function BusyBots({ bots }: { bots: BotsNow }) {
  const longest = t("time.seconds", { s: Math.round(bots.longest) });
  return (
    <section class="busy-bots" aria-labelledby="busy-bots" data-testid="busy-bots">
      <p class="busy-bots-title" id="busy-bots" role="status">
        {t("waits.bots.title")}
      </p>
      <p class="busy-bots-figures">
        <span>{t("waits.bots.waiting", { n: bots.waiting })}</span>
        <span>{t("waits.bots.longest", { longest })}</span>
      </p>
      <p>{t("waits.bots.remedy")}</p>
    </section>
  );
}
