/** The rows of the log: messages, lines, and what is still on its way. */
import {
  type BotUnderstood,
  directionOf,
  isolated,
  type Language,
  readLinks,
  readMarkup,
  receiptOf,
  Said,
} from "@firuze/client";
import { language, say, t } from "../../catalogue";
import { clockTime } from "../../format/time";
import { refusal } from "../../model/parts/problems";
import type { OutgoingItem } from "../../model/thread/outgoing";
import { type LineRow, lineKey, type MessageRow, type Row } from "../../model/thread/rows";
import type { Thread } from "../../model/thread/thread";
import { intentName, slotValue } from "../../wording/names";
import { memberName, staff } from "../../wording/people";
import { timeToCome } from "../../wording/times";
import { Avatar } from "../parts/Avatar";
import { CardView } from "../parts/CardView";
import { useDesk } from "../parts/context";
import { Icon } from "../parts/icons";
import { customerName, localDigits, share } from "../parts/words";
import { FileView } from "./Files";
import { MailBelow } from "./Mails";

interface RowProps<T extends Row> {
  row: T;
  thread: Thread;
}

export function RowView({ row, thread }: RowProps<Row>) {
  return row.kind === "message" ? (
    <MessageView row={row} thread={thread} />
  ) : (
    <LineView row={row} thread={thread} />
  );
}

const hooks = (row: Row) => ({
  "data-testid": "event",
  "data-type": row.type,
  "data-seq": row.seq,
});

function MessageView({ row, thread }: RowProps<MessageRow>) {
  return (
    <article class="message" data-side={row.side} data-continued={row.continued} {...hooks(row)}>
      {!row.continued && <Byline row={row} thread={thread} />}
      <div class="bubble">
        {isErased(row) ? (
          <p class="text erased">{t("thread.erased")}</p>
        ) : row.file ? (
          <FileView file={row.file} conversation={thread.id} />
        ) : (
          row.text && (
            <Said
              text={row.text}
              language={languageOf(thread)}
              read={row.side === "customer" ? readLinks : readMarkup}
            />
          )
        )}
        {row.card && <CardView card={row.card} />}
        {row.buttons.length > 0 && (
          <p class="bubble-buttons">
            {row.buttons.map((button) => (
              <span
                key={button.title}
                class="bubble-button"
                dir={directionOf(button.title, languageOf(thread))}
              >
                {button.title}
              </span>
            ))}
          </p>
        )}
      </div>
      <p class="message-foot">
        <time dateTime={row.at}>{clockTime(row.at, language.value)}</time>
        {row.pressed && <span>{t("thread.button")}</span>}
        {row.understood && <Understood reading={row.understood} />}
        {row.seq === thread.replied.value && <ReceiptOf thread={thread} />}
        {(row.side === "agent" || row.side === "bot") && (
          <MailBelow seq={row.seq} thread={thread} />
        )}
      </p>
    </article>
  );
}

/** Nobody can say nothing: a message without words had some. */
const isErased = ({ text, card }: MessageRow): boolean => text === "" && card === null;

/** What has become of the last reply, on the customer's side. */
function ReceiptOf({ thread }: { thread: Thread }) {
  const { customer } = useDesk().marks.of(thread.id);
  const state = receiptOf(thread.replied.value, customer);
  return (
    <span class="receipt" aria-live="off" data-testid="receipt" data-state={state}>
      {t(`thread.receipt.${state}`)}
    </span>
  );
}

function Byline({ row, thread }: RowProps<MessageRow>) {
  const item = thread.item.value;
  const colleague = row.side === "agent" && !row.mine ? staff.value.get(row.by ?? "") : undefined;
  return (
    <p class="byline">
      {row.side === "bot" && <Icon name="bot" />}
      {row.side === "note" && <Icon name="note" />}
      {colleague && <Avatar names={colleague.names} portrait={colleague.portrait} size="small" />}
      <bdi>{bylineOf(row, item ? customerName(item) : null)}</bdi>
      {row.side === "note" && <span class="quiet"> · {t("thread.note.hint")}</span>}
    </p>
  );
}

function bylineOf(row: MessageRow, customer: string | null): string {
  switch (row.side) {
    case "customer":
      return row.author ?? customer ?? "";
    case "bot":
      return t("thread.bot");
    case "agent":
      return agentOf(row);
    case "note":
      return `${t("thread.note")} · ${agentOf(row)}`;
  }
}

const agentOf = ({ mine, by, author }: MessageRow): string =>
  mine ? t("thread.you") : (memberName(by, author) ?? t("thread.agent"));

function Understood({ reading }: { reading: BotUnderstood }) {
  const intent = intentName(reading.intent.name);
  const confidence = share(reading.intent.confidence);
  const { label } = reading.emotion;
  return (
    <span class="understood" title={t("thread.understood", { intent, confidence })}>
      <span>{intent}</span>
      {label !== "neutral" && (
        <span class="mood" data-mood={label}>
          {t(`emotion.${label}`)}
        </span>
      )}
    </span>
  );
}

function LineView({ row, thread }: RowProps<LineRow>) {
  const item = thread.item.value;
  return (
    <p class="line" data-internal={row.internal} {...hooks(row)}>
      <span>{lineText(row, item ? customerName(item) : "")}</span>
      <time class="quiet" dateTime={row.at}>
        {clockTime(row.at, language.value)}
      </time>
    </p>
  );
}

function lineText(row: LineRow, customer: string): string {
  const { body } = row.event;
  const key = lineKey(row);
  const name = row.mine ? t("thread.you") : (memberName(row.about, row.name) ?? customer);
  switch (body.type) {
    case "bot.understood":
      return t(key, {
        seq: body.reply_to,
        intent: intentName(body.intent.name),
        confidence: share(body.intent.confidence),
        emotion: t(`emotion.${body.emotion.label}`),
      });
    case "bot.failed":
      return t(key, { code: body.code });
    case "action.begun":
    case "action.taken":
      return t(key, {
        number: localDigits(body.order),
        reason: body.reason ? slotValue("return_reason", body.reason) : "",
      });
    case "bot.suppressed":
      return t(key, { text: listed(body.texts) });
    case "handoff.requested":
      return t(key, { reason: t(`reason.${body.reason}`) });
    case "ticket.opened":
      return t(key, { number: body.number });
    case "contact.left":
      return t(key, { contact: listed([body.name, body.email, body.phone]) });
    case "conversation.started":
      return t(key, { name: customer, version: body.consent?.version ?? "" });
    case "consent.given":
      return t(key, { name: customer, version: body.version });
    case "data_request.made":
    case "data_request.withdrawn":
      return t(key, { name: customer });
    case "data_request.answered":
      return t(key, { name, reason: isolated(body.reason ?? "") });
    case "customer.identified":
      return t(key, { name: body.customer_name ?? customer });
    case "conversation.closed":
      return t(key, { name, disposition: t(`disposition.${body.disposition}`) });
    case "conversation.rated": {
      const marks = t(key, { satisfaction: body.satisfaction, effort: body.effort ?? "" });
      if (!body.comment) return marks;
      return `${marks} ${t("line.conversation.rated.comment", { comment: isolated(body.comment) })}`;
    }
    case "conversation.transferred":
      return t(key, {
        from: memberName(row.event.actor.id, row.event.actor.name) ?? "",
        name: memberName(body.agent_id, body.agent_name) ?? "",
        team: body.team ?? "",
      });
    case "wait.promised":
      return t(key, { low: body.low, high: body.high });
    case "absence.told":
      return t(key, { time: body.opens_at ? timeToCome(body.opens_at, Date.parse(row.at)) : "" });
    case "conversation.snoozed":
    case "wait.chosen":
      return t(key, { name, time: timeToCome(body.until, Date.parse(row.at)) });
    default:
      return t(key, { name, type: body.type });
  }
}

/** The conversation's language if it is known yet, else the console's. */
const languageOf = (thread: Thread): Language => thread.item.value?.language ?? language.value;

/** Joined, each with its own direction: a phone number keeps its plus sign where it belongs. */
function listed(parts: readonly (string | null)[]): string {
  return parts.flatMap((part) => (part ? [isolated(part)] : [])).join(" · ");
}

export function OutgoingRow({ item, thread }: { item: OutgoingItem; thread: Thread }) {
  const { outgoing, connection } = useDesk();
  const offline = connection.value.kind !== "connected";
  return (
    <article
      class="message message-pending"
      data-side={item.body.kind === "say" ? "agent" : "note"}
      data-testid="outbox"
      data-state={item.state}
    >
      <div class="bubble">
        <Said text={item.body.text} language={languageOf(thread)} read={readMarkup} />
      </div>
      {item.state === "failed" ? (
        <p class="message-foot problem" role="alert">
          {t("thread.failed_to_send")} {say(refusal(item.code ?? "internal"))}
          <button class="link" type="button" onClick={() => outgoing.value?.retry(item.client_id)}>
            {t("move.retry")}
          </button>
          <button class="link" type="button" onClick={() => outgoing.value?.remove(item.client_id)}>
            {t("move.delete")}
          </button>
        </p>
      ) : (
        <p class="message-foot">
          {item.state !== "sent" && t(offline ? "thread.waiting" : "thread.sending")}
        </p>
      )}
    </article>
  );
}
