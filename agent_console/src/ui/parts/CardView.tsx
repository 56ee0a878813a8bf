import {
  type AnyCard,
  dayNumber,
  directionOf,
  linkOf,
  type OrderItem,
  stateOf,
  type TrackingStep,
  termOf,
} from "@firuze/client";
import { known, language, t } from "../../catalogue";
import { dateAndTime, longDate, shortDate } from "../../format/time";
import { CopyButton } from "../account/CopyButton";
import { today } from "./context";
import { Icon } from "./icons";
import { count, localDigits, money } from "./words";

const ICONS: Partial<Record<AnyCard["kind"], "paper" | "note" | "tag">> = {
  article: "paper",
  ticket: "note",
  coupon: "tag",
};

/** Shows the year only for a day of another year. */
function dateOf(day: string): string {
  const sameYear = day.slice(0, 4) === String(new Date().getFullYear());
  return (sameYear ? shortDate : longDate)(day, language.value);
}

/** Whether the whole day is over. */
const isOver = (day: string): boolean => dayNumber(day) < today.value;

interface CardProps {
  card: AnyCard;
  /** Show the tracking at once. */
  open?: boolean;
}

/**
 * What a customer was shown besides words. Pictures stay on the shop's pages: the console loads
 * nothing from other servers.
 */
export function CardView({ card, open = false }: CardProps) {
  const { kind, title, lines, items, code, tracking } = card;
  const number = card.number ?? card.order;
  const price = card.price ?? card.total;
  const state = stateOf(card, isOver);
  const link = linkOf(card, "");
  return (
    <section class="card" data-testid={`${kind}-card`} data-state={state}>
      <header class="card-head">
        <Icon name={ICONS[kind] ?? "parcel"} />
        <h4>
          {number == null ? (
            <Own text={title ?? ""} lang={card.language} />
          ) : (
            known(`card.${kind}`, { number: localDigits(`${number}`) })
          )}
        </h4>
        {state && (
          <span class="chip card-state" data-state={state}>
            {known(`card.state.${state}`) ?? state}
          </span>
        )}
      </header>
      <Dates card={card} />
      {number != null && title && <Own text={title} />}
      {lines?.map((line, index) => (
        <Own key={index} text={line} />
      ))}
      {!!items?.length && <Items items={items} />}
      {code && (
        <p class="card-code">
          <code dir={directionOf(code, "en")}>{code}</code>
          <CopyButton text={code} label={t("card.copy")} testid="copy-code" />
        </p>
      )}
      {price && (
        <p class="card-total">
          <span class="quiet">{card.total && t("card.total")}</span> <strong>{money(price)}</strong>
        </p>
      )}
      {!!tracking?.length && <Tracking steps={tracking} open={open} />}
      {link && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {known(`card.link.${kind}`)}
        </a>
      )}
    </section>
  );
}

/** Words from outside, in their own direction. */
function Own({ text, lang }: { text: string; lang?: string | undefined }) {
  return (
    <span class="card-own" dir={directionOf(text, language.value)} lang={lang}>
      {text}
    </span>
  );
}

function Dates({ card }: { card: AnyCard }) {
  const term = termOf(card, isOver);
  const dates = [
    card.placed_at && t("card.placed", { date: dateOf(card.placed_at) }),
    term && known(`card.until.${term.key}`, { date: dateOf(term.at) }),
  ].filter(Boolean);
  return dates.length > 0 ? <p class="quiet card-dates">{dates.join(" · ")}</p> : null;
}

function Items({ items }: { items: readonly OrderItem[] }) {
  return (
    <ul class="card-items">
      {items.map((item, index) => (
        <li key={index}>
          <bdi>{item.title}</bdi>
          {item.quantity > 1 && <span class="quiet"> × {count(item.quantity)}</span>}
        </li>
      ))}
    </ul>
  );
}

function Tracking({ steps, open }: { steps: readonly TrackingStep[]; open: boolean }) {
  return (
    <details class="card-tracking" open={open}>
      <summary>{t("card.tracking")}</summary>
      <ol>
        {steps.map((step, index) => (
          <Step key={index} step={step} />
        ))}
      </ol>
    </details>
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
