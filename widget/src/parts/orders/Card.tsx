import type { BodyOf, OrderCard, TrackingStep } from "@firuze/client";
import { dayNumber, directionOf } from "../../kit";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";

export type OrdersView = PartView<typeof en>;

const DONE: ReadonlySet<string> = new Set(["delivered", "cancelled", "returned", "refunded"]);

interface CardProps {
  card: OrderCard;
  view: OrdersView;
}

/** An order: its state, its items, and its journey so far. */
export function Card({ card, view }: CardProps) {
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
function stateName(state: string, t: OrdersView["t"]): string {
  const key = `order.state.${state}`;
  return t.has(key) ? t(key) : state;
}

function dates(card: OrderCard, { t, format, today }: OrdersView): string {
  const placed = t("order.placed", { date: format.date(card.placed_at) });
  if (!card.expected_at || DONE.has(card.state)) return placed;
  const key = dayNumber(card.expected_at) < today ? "order.missed" : "order.expected";
  return `${placed} · ${t(key, { date: format.date(card.expected_at) })}`;
}

function Step({ step, view }: { step: TrackingStep; view: OrdersView }) {
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

interface DoneProps {
  done: BodyOf<"action.taken">;
  view: OrdersView;
}

/** What was done with an order, as a fact. */
export function Done({ done, view: { t, format } }: DoneProps) {
  const order = t("order.title", { number: format.digits(done.order) });
  return `${order}: ${stateName(done.kind.replace("order_", ""), t)}`;
}
