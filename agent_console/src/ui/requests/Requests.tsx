import { type DataRequestItem, daysUntil } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { longDate } from "../../format/time";
import { may } from "../../model/account/rights";
import { hashOf } from "../../model/frame/route";
import { exportPath } from "../../transport/api";
import { now, useDesk, useMe } from "../parts/context";
import { count, customerName } from "../parts/words";
import { ErasureSheet } from "../sheets/ErasureSheet";
import { GiveSheet, RefusalSheet } from "./sheets";

/** The page of customers' requests about their own data: those to be answered, and on request those that were. */
export function Requests() {
  const { requests, connection } = useDesk();
  const lost = connection.value.kind === "reconnecting";
  useEffect(() => (lost ? undefined : requests.watch()), [requests, lost]);
  const problem = requests.problem.value;
  const items = requests.items.value;
  const empty = items.length === 0 && !requests.loading.value && !problem;
  const sheet = useSignal<Opened | null>(null);
  return (
    <main class="deliveries">
      <header class="deliveries-head">
        <h1>{t("requests.title")}</h1>
        <Choice />
      </header>
      <p class="quiet requests-hint">{t("requests.hint")}</p>
      {problem && (
        <p class="problem" role="alert">
          {say(problem)}{" "}
          <button class="link" type="button" onClick={() => void requests.load()}>
            {t("move.retry")}
          </button>
        </p>
      )}
      {empty && (
        <p class="quiet" data-testid="requests-empty">
          {t(`requests.empty.${requests.show.value}`)}
        </p>
      )}
      <ol class="deliveries-list" aria-busy={requests.loading.value}>
        {items.map((item) => (
          <Item
            key={item.id}
            item={item}
            onAnswer={(answer) => {
              sheet.value = { answer, item };
            }}
          />
        ))}
      </ol>
      {requests.more.value && (
        <button
          class="button deliveries-more"
          type="button"
          disabled={requests.loading.value}
          onClick={() => void requests.loadMore()}
        >
          {t("all.more")}
        </button>
      )}
      {sheet.value && (
        <AnswerSheet
          opened={sheet.value}
          onLeave={() => {
            sheet.value = null;
          }}
        />
      )}
    </main>
  );
}

function Choice() {
  const { requests } = useDesk();
  const open = requests.counts.value?.open ?? 0;
  return (
    <div class="deliveries-choice" role="tablist">
      {(["open", "settled"] as const).map((each) => (
        <button
          key={each}
          class="button button-small"
          type="button"
          role="tab"
          aria-selected={requests.show.value === each}
          data-testid={`requests-${each}`}
          onClick={() => void requests.choose(each)}
        >
          {t(`requests.show.${each}`)}
          {each === "open" && open > 0 && <b class="badge badge-offer">{count(open)}</b>}
        </button>
      ))}
    </div>
  );
}

const NEAR = 7; // days before the deadline from which on it shows in colour

interface ItemProps {
  item: DataRequestItem;
  onAnswer(answer: Answer): void;
}

function Item({ item, onAnswer }: ItemProps) {
  const name = nameOf(item);
  const open = item.state === "open";
  const late = Date.parse(item.due_at) < now.value;
  const left = daysUntil(item.due_at, now.value);
  const urgency = late ? "late" : left <= NEAR ? "near" : "far";
  const kind = t(`request.kind.${item.kind}`);
  return (
    <li
      class="delivery request"
      data-testid="request"
      data-state={item.state}
      data-urgency={open ? urgency : undefined}
      aria-label={`${kind}: ${name}`}
    >
      <div class="delivery-what">
        <strong>{kind}</strong>
        <a href={hashOf({ page: "inbox", conversation: item.conversation_id })}>
          <bdi>{name}</bdi>
        </a>
        <span class="quiet">{t(item.verified ? "request.verified" : "request.guest")}</span>
      </div>
      <div class="delivery-state">
        <b data-testid="request-state">
          {open
            ? due(item, late, left)
            : t(`request.state.${item.state}`, {
                date: longDate(item.settled_at ?? item.due_at, language.value),
              })}
        </b>
        <span class="quiet">
          {t("request.asked", { date: longDate(item.asked_at, language.value) })}
        </span>
        {item.reason && <bdi class="quiet request-reason">{item.reason}</bdi>}
      </div>
      {open && <Moves item={item} onAnswer={onAnswer} />}
    </li>
  );
}

function due(item: DataRequestItem, late: boolean, left: number): string {
  const date = longDate(item.due_at, language.value);
  if (late) return t("request.late", { date });
  if (left > NEAR) return t("request.due", { date });
  return t(left === 0 ? "request.due.today" : "request.due.days", { date, days: left });
}

function nameOf({ name: customer_name, customer_id }: DataRequestItem): string {
  return customerName({ customer_name, customer_id });
}

type Answer = "give" | "erase" | "refuse";

interface Opened {
  answer: Answer;
  item: DataRequestItem;
}

function Moves({ item, onAnswer }: ItemProps) {
  const me = useMe();
  const move = (answer: Answer, primary = false) => (
    <button
      class={`button button-small${primary ? " button-primary" : ""}`}
      type="button"
      aria-label={`${t(`request.${answer}`)}: ${nameOf(item)}`}
      data-testid={`request-${answer}`}
      onClick={() => onAnswer(answer)}
    >
      {t(`request.${answer}`)}
    </button>
  );
  return (
    <div class="delivery-moves request-moves">
      {item.kind === "copy" &&
        (item.may_give ? (
          <>
            {move("give", true)}
            <a class="link" href={exportPath(item.customer_id, "html")} download>
              {t("request.look")}
            </a>
          </>
        ) : (
          <span class="quiet">{t("request.supervisor")}</span>
        ))}
      {item.kind === "deletion" &&
        (may(me, "erase_customer") ? (
          move("erase", true)
        ) : (
          <span class="quiet">{t("request.admin")}</span>
        ))}
      {move("refuse")}
    </div>
  );
}

interface AnswerSheetProps {
  opened: Opened;
  onLeave(): void;
}

/** Belongs to the page and not to a row: a refresh that takes the row away leaves what was typed. */
function AnswerSheet({ opened: { answer, item }, onLeave }: AnswerSheetProps) {
  const { requests } = useDesk();
  const name = nameOf(item);
  if (answer === "give") return <GiveSheet item={item} name={name} onLeave={onLeave} />;
  if (answer === "refuse") return <RefusalSheet item={item} name={name} onLeave={onLeave} />;
  return (
    <ErasureSheet
      customer={item.customer_id}
      name={name}
      request={item.id}
      onLeave={() => {
        onLeave();
        void requests.load();
      }}
    />
  );
}
