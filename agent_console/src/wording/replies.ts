/** The words of a suggested reply: in the customer's language, whatever the agent's is. */
import {
  digits,
  type HoursReply,
  type KnownOrder,
  type Language,
  type Suggestion,
} from "@firuze/client";
import { inLanguage } from "../catalogue";
import { longDate } from "../format/time";
import { opensText, shopTime, weekText } from "./hours";

export type Reply = Suggestion["replies"][number];

/** The speaker, and the addressee. */
export interface Speakers {
  agent: string;
  /** The customer's name, if known. */
  name: string | null;
}

const TO_COME: ReadonlySet<string> = new Set(["placed", "packed", "shipped", "delayed"]);

/**
 * The full text of a reply, ready to edit: a late bot answer as it is, any other with its opening.
 */
export function replyText(reply: Reply, suggestion: Suggestion, speakers: Speakers): string {
  const { language } = suggestion;
  if (reply.kind === "words" && reply.late) return reply.text;
  const opening = suggestion.opening.map((part) => openingText(part, language, speakers));
  return [...opening, bodyText(reply, language, speakers)].join(" ");
}

function openingText(part: "hello" | "sorry", language: Language, speakers: Speakers): string {
  const { agent, name } = speakers;
  if (part === "sorry") return inLanguage(language, "reply.sorry");
  return name
    ? inLanguage(language, "reply.hello", { agent, name })
    : inLanguage(language, "reply.hello.unnamed", { agent });
}

function bodyText(reply: Reply, language: Language, speakers: Speakers): string {
  switch (reply.kind) {
    case "words":
      return reply.text;
    case "hours":
      return `${openingHours(reply, language)}\n${inLanguage(language, "reply.hours.week", {
        week: weekText(reply.week, language),
      })}`;
    case "order":
      return orderText(reply.order, language);
    case "phrase": {
      const { map, ...facts } = reply.facts;
      const said = inLanguage(language, `reply.${reply.phrase}`, {
        agent: speakers.agent,
        ...facts,
        ...(facts.phone && { phone: inOrder(digits(facts.phone, language), language) }),
        ...(facts.email && { email: inOrder(facts.email, language) }),
      });
      return map ? `${said}\n${map}` : said;
    }
  }
}

/** Keeps left-to-right text in order among Persian words. */
const inOrder = (text: string, language: Language): string =>
  language === "fa" ? `\u2066${text}\u2069` : text;

function openingHours(reply: HoursReply, language: Language): string {
  const { opening, timezone } = reply;
  if (opening.open_now) {
    if (opening.closes_at === null) return inLanguage(language, "reply.hours.always");
    if (isMidnight(opening.closes_at)) return inLanguage(language, "reply.hours.open.midnight");
    const time = shopTime(opening.closes_at, timezone, language);
    return inLanguage(language, "reply.hours.open", { time });
  }
  if (opening.opens_at === null) return inLanguage(language, "reply.hours.closed.unknown");
  const opens = opensText(opening.opens_at, opening.now, timezone, language);
  const holiday = opening.holiday?.[language];
  return holiday
    ? inLanguage(language, "reply.hours.holiday", { holiday, opens })
    : inLanguage(language, "reply.hours.closed", { opens });
}

/** The shop's times carry its own offset. */
const isMidnight = (at: string): boolean => at.slice(11, 16) === "00:00";

/** The order's state, and its expected day unless that has passed. */
function orderText(order: KnownOrder, language: Language): string {
  const number = digits(order.number, language);
  const stands = inLanguage(language, `reply.order.${order.state}`, { number });
  const day = order.expected_at?.slice(0, 10);
  if (!day || !TO_COME.has(order.state) || day < new Date().toISOString().slice(0, 10)) {
    return stands;
  }
  const expected = inLanguage(language, "reply.order.expected", { date: longDate(day, language) });
  return `${stands} ${expected}`;
}
