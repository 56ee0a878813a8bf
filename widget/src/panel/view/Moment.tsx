import { type BodyOf, dayNumber, type Event, isolated, type VisitorState } from "@firuze/client";
import type { Chat } from "../model/chat";
import type { MomentRow } from "../model/rows";
import { Show } from "./Show";
import { Text } from "./Text";
import type { View } from "./view";

interface MomentProps {
  row: MomentRow;
  view: View;
  chat: Chat;
}

/** An event in the words of the catalogue: the wire carries no text. */
export function Moment({ row: { event, again }, view, chat }: MomentProps) {
  const hooks = {
    "data-testid": "event",
    "data-type": event.body.type,
    "data-seq": event.seq,
  };
  if (event.body.type === "action.taken") {
    return (
      <div class="moment" {...hooks}>
        <Show part="cards" as="Done" view={view} with={{ done: event.body }} />
      </div>
    );
  }
  if (event.body.type === "files.unseen") {
    return (
      <div class="row bot first last" {...hooks}>
        <span class="by">{view.t("by.bot")}</span>
        <Show part="files" as="Unseen" view={view} with={{ chat, event }} />
      </div>
    );
  }
  const text = momentText(event, view);
  if (!text) return null;
  if (event.body.type === "ticket.opened") {
    const { number } = event.body;
    const card = { kind: "ticket", number, state: "opened" } as const;
    return (
      <div {...hooks}>
        <p class="moment">{text}</p>
        <Show part="cards" as="Card" view={view} with={{ card }} />
      </div>
    );
  }
  if (event.body.type !== "bot.failed") {
    return (
      <p class="moment" hidden={again} {...hooks}>
        {text}
      </p>
    );
  }
  return (
    <div class="row bot first last" {...hooks}>
      <span class="by">{view.t("by.bot")}</span>
      <Text text={text} language={view.language} />
      <time class="meta" dateTime={event.at}>
        {view.format.time(event.at)}
      </time>
    </div>
  );
}

function momentText({ body, actor }: Event, view: View): string | null {
  const { t, format } = view;
  switch (body.type) {
    case "absence.told":
      return absenceText(body, view);
    case "bot.failed":
      return t(body.code === "overloaded" ? "bot.overloaded" : "bot.failed");
    case "agent.accepted":
      return t("moment.agent.accepted", { name: body.agent_name || actor.name || t("by.agent") });
    case "agent.lost": {
      const key = `moment.agent.lost.${body.cause}`;
      return t(t.has(key) ? key : "moment.agent.lost", { name: body.agent_name });
    }
    case "queue.entered":
      if (body.instead_of) return t("moment.queue.instead", { name: body.instead_of });
      return t(body.because ? `moment.queue.${body.because}` : "moment.queue.entered");
    case "wait.promised": {
      const params = { low: format.number(body.low), high: format.number(body.high) };
      const range = t(body.low ? "wait.range" : "wait.under", params);
      return body.late ? t("wait.late", { range }) : range;
    }
    case "conversation.transferred":
      return transferText(body.agent_name, actor.name, t);
    case "ticket.opened":
      return t(`moment.ticket.opened.${body.cause}`, {
        number: format.digits(String(body.number)),
      });
    case "contact.left":
      return t("moment.contact.left", { contact: contactOf(body) });
    default: {
      const key = `moment.${body.type}`;
      return t.has(key) ? t(key) : null;
    }
  }
}

type Absence = Pick<NonNullable<VisitorState["absence"]>, "closed" | "opens_at">;

/**
 * Says that nobody is online, or when the desk opens, by the customer's own clock and calendar.
 */
export function absenceText({ closed, opens_at }: Absence, { t, format, today }: View): string {
  if (!closed || !opens_at) return t("absence.open");
  const days = dayNumber(opens_at) - today;
  const params = { day: format.weekday(opens_at), time: format.time(opens_at) };
  const when = days === 0 ? "when.today" : days === 1 ? "when.tomorrow" : "when.day";
  return t("absence.opens", { when: t(when, params) });
}

/** Null where an agent stepped in by themselves: the next moment says that they are there. */
function transferText(to: string | null, from: string | null, t: View["t"]): string | null {
  if (to !== null && to === from) return null;
  const params = { from: from ?? t("by.agent"), to: to ?? "" };
  return t(to ? "moment.transferred" : "moment.transferred.team", params);
}

/** Both addresses, each isolated in its own direction. */
function contactOf({ email, phone }: BodyOf<"contact.left">): string {
  return [email, phone].flatMap((way) => (way ? [isolated(way)] : [])).join(" · ");
}
