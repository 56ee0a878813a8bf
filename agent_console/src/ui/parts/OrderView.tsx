import { dayNumber, type OrderCard, type TrackingStep } from "@firuze/client";
import { known, language, t } from "../../catalogue";
import { dateAndTime, longDate, shortDate } from "../../format/time";
import { today } from "./context";
import { Icon } from "./icons";
import { count, localDigits, money } from "./words";

const DONE: ReadonlySet<string> = new Set(["delivered", "cancelled", "returned", "refunded"]);

/** Shows the year only for a day of another year. */
function dateOf(day: string): string {
  const sameYear = day.slice(0, 4) === String(new Date().getFullYear());
  return (sameYear ? shortDate : longDate)(day, language.value);
}

/** Whether the whole day is over. */
const isPast = (day: string): boolean => dayNumber(day) < today.value;

interface OrderProps {
  order: OrderCard;
  /** Show the tracking at once. */
  open?: boolean;
}

export function OrderView({ order, open = false }: OrderProps) {
  return (
    <section class="order" data-testid="order" data-state={order.state}>
      <header class="order-head">
        <Icon name="parcel" />
        <h4>{t("order.title", { number: localDigits(order.number) })}</h4>
        <span class="chip order-state" data-state={order.state}>
          {t(`order.state.${order.state}`)}
        </span>
      </header>
      <p class="quiet order-dates">
        {t("order.placed", { date: dateOf(order.placed_at) })}
        {order.expected_at &&
          !DONE.has(order.state) &&
          ` · ${t(isPast(order.expected_at) ? "order.missed" : "order.expected", {
            date: shortDate(order.expected_at, language.value),
          })}`}
      </p>
      <ul class="order-items">
        {order.items.map((item) => (
          <li key={item.title}>
            <bdi>{item.title}</bdi>
            {item.quantity > 1 && <span class="quiet"> × {count(item.quantity)}</span>}
          </li>
        ))}
      </ul>
      <p class="order-total">
        <span class="quiet">{t("order.total")}</span> <strong>{money(order.total)}</strong>
      </p>
      {order.tracking.length > 0 && (
        <details class="order-tracking" open={open}>
          <summary>{t("order.tracking")}</summary>
          <ol>
            {order.tracking.map((step) => (
              <Step key={`${step.at}${step.step}`} step={step} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Step({ step }: { step: TrackingStep }) {
  const place = step.place?.[language.value];
  return (
    <li data-step={step.step}>
      <span>
        {known(`step.${step.step}`) ?? t("step.unknown")}
        {place && <bdi class="quiet"> · {place}</bdi>}
      </span>
      <time class="quiet" dateTime={step.at}>
        {dateAndTime(step.at, language.value)}
      </time>
    </li>
  );
}
