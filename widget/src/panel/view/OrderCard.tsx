import { dayNumber, directionOf, type OrderCard, type TrackingStep } from "@firuze/client";
import type { View } from "./view";

const DONE: ReadonlySet<string> = new Set(["delivered", "cancelled", "returned", "refunded"]);

interface CardProps {
  card: OrderCard;
  view: View;
}

/** An order: its state, its items, and its journey so far. */
export function OrderCardView({ card, view }: CardProps) {
  const { t, format } = view;
  return (
    <article class="card" data-testid="order-card">
      <div>
        <h3>{t("order.title", { number: format.digits(card.number) })}</h3>
        <span class={`state ${card.state}`}>{stateName(card.state, t)}</span>
      </div>
      <p class="quiet">{dates(card, view)}</p>
      <ul>
        {card.items.map((item) => (
          <li key={item.title}>
            <span dir={directionOf(item.title, view.language)}>{item.title}</span>
            {item.quantity > 1 && <span class="quiet">× {format.number(item.quantity)}</span>}
          </li>
        ))}
      </ul>
      <div>
        <span>{t("order.total")}</span>
        <strong>{format.money(card.total)}</strong>
      </div>
      {card.tracking?.length > 0 && (
        <ol class="steps" aria-label={t("order.tracking")}>
          {card.tracking.map((step) => (
            <Step key={step.at} step={step} view={view} />
          ))}
        </ol>
      )}
    </article>
  );
}

/** The name of a state of an order or, where orders have no word for it, of a parcel. */
export function stateName(state: string, t: View["t"]): string {
  const key = `order.state.${state}`;
  return t.has(key) ? t(key) : state;
}

function dates(card: OrderCard, { t, format, today }: View): string {
  const placed = t("order.placed", { date: format.date(card.placed_at) });
  if (!card.expected_at || DONE.has(card.state)) return placed;
  const key = dayNumber(card.expected_at) < today ? "order.missed" : "order.expected";
  return `${placed} · ${t(key, { date: format.date(card.expected_at) })}`;
}

function Step({ step, view }: { step: TrackingStep; view: View }) {
  const { t, format, language } = view;
  const key = `step.${step.step}`;
  const place = step.place?.[language];
  return (
    <li>
      <span>{t.has(key) ? t(key) : stateName(step.step, t)}</span>
      <span class="quiet">
        {format.date(step.at)}
        {place && ` · ${place}`}
      </span>
    </li>
  );
}
