import {
  type AnyCard,
  linkOf,
  type Money,
  moneyText,
  stateOf,
  type TrackingStep,
  termOf,
} from "@firuze/client";
import { dayNumber, directionOf, useRef, useState } from "../../kit";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";

export type CardsView = PartView<typeof en>;

interface CardProps {
  card: AnyCard;
  view: CardsView;
}

/** What is shown besides words, of whatever kind: an order with its journey, a product, a coupon … */
export function Card({ card, view }: CardProps) {
  const { t, format, language, today, origin } = view;
  const isOver = (at: string) => dayNumber(at) < today;
  const { kind, title, image, lines, items, code, tracking } = card;
  const number = card.number ?? card.order;
  const state = stateOf(card, isOver);
  const term = termOf(card, isOver);
  const href = linkOf(card, origin);
  const money = (value: Money) => moneyText(value, language, t("tomans"));
  const own = (text: string) => (
    <span dir={directionOf(text, language)} lang={card.language}>
      {text}
    </span>
  );
  return (
    <article class="card" data-testid={`${kind}-card`}>
      {image && (
        <img
          referrerpolicy="no-referrer"
          loading="lazy"
          alt=""
          src={image}
          onError={({ currentTarget: { style } }) => {
            style.opacity = "0"; // it keeps its room
          }}
        />
      )}
      <div>
        <h3>
          {number == null
            ? own(title ?? "")
            : say(t, `card.${kind}`, { number: digits(number, view) })}
        </h3>
        {state && <span class={`state ${state}`}>{stateName(state, t)}</span>}
      </div>
      <p class="quiet">
        {card.placed_at && t("order.placed", { date: format.date(card.placed_at) })}
        {card.placed_at && term && " · "}
        {term && say(t, `until.${term.key}`, { date: format.date(term.at) })}
      </p>
      {number != null && title && <p>{own(title)}</p>}
      {lines?.map((line, index) => (
        <p key={index}>{own(line)}</p>
      ))}
      {!!items?.length && (
        <ul>
          {items.map((item, index) => (
            <li key={index}>
              {own(item.title)}
              {item.quantity > 1 && <span class="quiet">× {format.number(item.quantity)}</span>}
            </li>
          ))}
        </ul>
      )}
      {code && <Code code={code} view={view} />}
      {card.total && (
        <div>
          <span>{t("order.total")}</span>
          <strong>{money(card.total)}</strong>
        </div>
      )}
      {card.price && (
        <p>
          <strong>{money(card.price)}</strong>
        </p>
      )}
      {!!tracking?.length && (
        <ol class="steps" aria-label={t("order.tracking")}>
          {tracking.map((step, index) => (
            <Step key={index} step={step} view={view} />
          ))}
        </ol>
      )}
      {href && (
        <a class="choice" href={href} target="_blank" rel="noopener">
          {say(t, `link.${kind}${(card.language ?? language) === language ? "" : ".other"}`)}
        </a>
      )}
    </article>
  );
}

const digits = (number: string | number, { format }: CardsView) => format.digits(`${number}`);

/** A text that not every kind has. */
const say = (t: CardsView["t"], key: string, values?: Record<string, string>): string =>
  t.has(key) ? t(key, values) : "";

/** The name of a state, as it is where we have no word for it. */
const stateName = (state: string, t: CardsView["t"]) => say(t, `state.${state}`) || state;

/** A code to be copied. Browsers may refuse, and do without HTTPS: then it is marked. */
function Code({ code, view: { t } }: { code: string; view: CardsView }) {
  const [told, tell] = useState("");
  const shown = useRef<HTMLElement>(null);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(code);
      tell("copied");
    } catch {
      getSelection()?.selectAllChildren(shown.current as HTMLElement);
      tell("copy.failed");
    }
  }
  return (
    <div class="code">
      <code ref={shown} dir={directionOf(code, "en")}>
        {code}
      </code>
      <button type="button" class="choice" onClick={() => void copy()}>
        {t("copy")}
      </button>
      <span class="quiet" role="status">
        {say(t, told)}
      </span>
    </div>
  );
}

function Step({ step, view }: { step: TrackingStep; view: CardsView }) {
  const { t, format, language } = view;
  const place = step.place?.[language];
  return (
    <li>
      <span>{say(t, `step.${step.step}`) || stateName(step.step, t)}</span>
      <span class="quiet">
        {format.date(step.at)}
        {place && (
          <>
            {" · "}
            <bdi>{place}</bdi>
          </>
        )}
      </span>
    </li>
  );
}

interface DoneProps {
  done: { kind: string; order: string };
  view: CardsView;
}

/** What was done with an order, as a fact. */
export function Done({ done, view }: DoneProps) {
  const order = view.t("card.order", { number: digits(done.order, view) });
  return `${order}: ${stateName(done.kind.replace("order_", ""), view.t)}`;
}
