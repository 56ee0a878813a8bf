import type { SightedSite } from "@firuze/client";
import { language, t } from "../../catalogue";
import { dateAndTime } from "../../format/time";
import { useDesk } from "../parts/context";

/** The sites on which the widget was seen, and what is wrong with them. */
export function Seen() {
  const { installation } = useDesk();
  const seen = installation.seen.value;
  return (
    <section class="installation-seen" aria-busy={installation.busy.value}>
      <header class="deliveries-head">
        <h2>{t("installation.seen")}</h2>
        <button
          class="button button-small"
          type="button"
          disabled={installation.busy.value}
          data-testid="installation-look"
          onClick={() => void installation.look()}
        >
          {t("installation.look")}
        </button>
      </header>
      <div role="status" data-testid="installation-seen">
        {seen?.sites === null && <p class="problem">{t("installation.seen.unknown")}</p>}
        {seen?.sites?.length === 0 && <p class="quiet">{t("installation.seen.none")}</p>}
        <ul class="deliveries-list">
          {seen?.sites?.map((site) => (
            <Site key={site.origin} site={site} />
          ))}
        </ul>
      </div>
      <p class="quiet">{t("installation.seen.hint")}</p>
    </section>
  );
}

function Site({ site }: { site: SightedSite }) {
  const at = (time: string | null) =>
    time === null ? t("installation.never") : dateAndTime(time, language.value);
  return (
    <li class="installation-site" data-testid="installation-site" data-allowed={site.allowed}>
      <strong>
        <bdi dir="ltr">{site.origin}</bdi>
      </strong>
      <span>{t("installation.loaded", { time: at(site.loaded_at) })}</span>
      <span>{t("installation.begun", { time: at(site.begun_at) })}</span>
      {!site.allowed && <span class="problem">{t("installation.refused")}</span>}
    </li>
  );
}
