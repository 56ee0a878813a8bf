import type { DeliveryItem } from "@firuze/client";
import { useEffect } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { dateAndTime } from "../../format/time";
import { hashOf } from "../../model/frame/route";
import { deliveryError, deliveryState } from "../../wording/deliveries";
import { now, useDesk } from "../parts/context";
import { count } from "../parts/words";

/** The page of deliveries: failed and pending ones, and on request those that were sent. */
export function Deliveries() {
  const { deliveries, connection } = useDesk();
  const lost = connection.value.kind === "reconnecting";
  useEffect(() => (lost ? undefined : deliveries.watch()), [deliveries, lost]);
  const problem = deliveries.problem.value;
  const items = deliveries.items.value;
  const empty = items.length === 0 && !deliveries.loading.value && !problem;
  return (
    <main class="deliveries">
      <header class="deliveries-head">
        <h1>{t("deliveries.title")}</h1>
        <Choice />
      </header>
      {deliveries.counts.value?.works === false && (
        <p class="deliveries-off" role="status" data-testid="mail-off">
          {t("deliveries.no_mail")}
        </p>
      )}
      {problem && (
        <p class="problem" role="alert">
          {say(problem)}
        </p>
      )}
      {empty && (
        <p class="quiet" data-testid="deliveries-empty">
          {t(`deliveries.empty.${deliveries.show.value}`)}
        </p>
      )}
      <ol class="deliveries-list" aria-busy={deliveries.loading.value}>
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ol>
      {deliveries.more.value && (
        <button
          class="button deliveries-more"
          type="button"
          disabled={deliveries.loading.value}
          onClick={() => void deliveries.loadMore()}
        >
          {t("all.more")}
        </button>
      )}
    </main>
  );
}

function Choice() {
  const { deliveries } = useDesk();
  const failed = deliveries.counts.value?.failed ?? 0;
  return (
    <div class="deliveries-choice" role="tablist">
      {(["open", "all"] as const).map((each) => (
        <button
          key={each}
          class="button button-small"
          type="button"
          role="tab"
          aria-selected={deliveries.show.value === each}
          data-testid={`deliveries-${each}`}
          onClick={() => void deliveries.choose(each)}
        >
          {t(`deliveries.show.${each}`)}
          {each === "open" && failed > 0 && <b class="badge badge-problem">{count(failed)}</b>}
        </button>
      ))}
    </div>
  );
}

function Item({ item }: { item: DeliveryItem }) {
  return (
    <li
      class="delivery"
      data-testid="delivery"
      data-state={item.state}
      aria-label={t(`delivery.kind.${item.kind}`)}
    >
      <div class="delivery-what">
        <strong>{t(`delivery.kind.${item.kind}`)}</strong>
        <bdi class="delivery-to" dir="ltr">
          {item.to}
        </bdi>
        <time class="quiet" dateTime={item.created_at}>
          {dateAndTime(item.created_at, language.value)}
        </time>
        {item.conversation_id && (
          <a href={hashOf({ page: "inbox", conversation: item.conversation_id })}>
            {t("delivery.conversation")}
          </a>
        )}
      </div>
      <div class="delivery-state">
        <b data-testid="delivery-state">{say(deliveryState(item, now.value))}</b>
        {item.error && item.state !== "sent" && (
          <span data-testid="delivery-error">{deliveryError(item.error)}</span>
        )}
        {item.reply && item.state !== "sent" && (
          <bdi class="quiet delivery-reply" dir="ltr">
            {item.reply}
          </bdi>
        )}
        {item.tries > 0 && <span class="quiet">{tries(item.tries)}</span>}
      </div>
      <Moves item={item} />
    </li>
  );
}

const tries = (n: number): string => t(n === 1 ? "delivery.tried.once" : "delivery.tried", { n });

function Moves({ item }: { item: DeliveryItem }) {
  const { deliveries } = useDesk();
  const busy = deliveries.moving.value !== null;
  if (item.state === "sent" || item.state === "sending") return null;
  return (
    <div class="delivery-moves">
      {item.expired ? (
        <span class="quiet">{t("delivery.expired")}</span>
      ) : (
        <button
          class="button button-small button-primary"
          type="button"
          disabled={busy}
          data-testid="delivery-retry"
          onClick={() => void deliveries.move(item.id, "retry")}
        >
          {t(item.state === "withdrawn" ? "delivery.take_up" : "delivery.retry")}
        </button>
      )}
      {item.state !== "withdrawn" && (
        <button
          class="button button-small"
          type="button"
          disabled={busy}
          data-testid="delivery-give-up"
          onClick={() => void deliveries.move(item.id, "give_up")}
        >
          {t("delivery.give_up")}
        </button>
      )}
    </div>
  );
}
