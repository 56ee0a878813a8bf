/** Formats a shop's hours: its own time and weekdays, in the words and calendar of a language. */
import { type DayHours, digits, type Language } from "@firuze/client";
import { inLanguage } from "../catalogue";
import { dateFormat, longDate } from "../format/time";

const FIRST_DAY: Record<Language, number> = { en: 0, fa: 5 }; // 0 is Monday
const A_MONDAY = "2024-01-01T12:00:00Z";
const DAY = 86_400_000; // milliseconds
/** Days ahead that a weekday alone names unambiguously. */
const NEAR = 6;

/** The usual week in one line, equal days grouped: "Monday to Friday 09:00 to 18:00; …". */
export function weekText(week: readonly DayHours[], language: Language): string {
  const groups: { days: number[]; hours: string }[] = [];
  for (let step = 0; step < 7; step++) {
    const day = (FIRST_DAY[language] + step) % 7;
    const hours = hoursText(week.find((entry) => entry.day === day)?.intervals ?? [], language);
    const last = groups.at(-1);
    if (last?.hours === hours) last.days.push(day);
    else groups.push({ days: [day], hours });
  }
  return groups
    .map(({ days, hours }) =>
      inLanguage(language, "reply.hours.day", { days: daysText(days, language), hours }),
    )
    .join(inLanguage(language, "reply.hours.then"));
}

function hoursText(intervals: readonly [string, string][], language: Language): string {
  if (intervals.length === 0) return inLanguage(language, "reply.hours.none");
  return intervals
    .map(([from, to]) =>
      inLanguage(language, "reply.hours.from_to", {
        from: spoken(from, language),
        to: spoken(to, language),
      }),
    )
    .join(inLanguage(language, "reply.hours.and"));
}

function daysText(days: readonly number[], language: Language): string {
  const name = (day: number | undefined) =>
    dateFormat(language, { weekday: "long", timeZone: "UTC" }).format(
      Date.parse(A_MONDAY) + (day ?? 0) * DAY,
    );
  if (days.length === 1) return name(days[0]);
  return inLanguage(language, "reply.hours.days", {
    first: name(days[0]),
    last: name(days.at(-1)),
  });
}

/** 09:30 in English; ۹:۳۰, and ۹ for the full hour, in Persian. */
function spoken(time: string, language: Language): string {
  return language === "fa" ? digits(time.replace(/^0|:00$/g, ""), language) : time;
}

/** The time of day at the shop. */
export function shopTime(at: string, timeZone: string, language: Language): string {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return spoken(dateFormat("en", options).format(new Date(at)), language);
}

/**
 * When the shop opens, seen from `now`: "today at 16:00", "on Saturday at 09:00". The bot says the
 * same: `contracts/wording.json` tests both.
 */
export function opensText(
  opens: string,
  now: string,
  timeZone: string,
  language: Language,
): string {
  const time = shopTime(opens, timeZone, language);
  const days = (shopDay(opens) - shopDay(now)) / DAY;
  if (days === 0) return inLanguage(language, "reply.hours.today", { time });
  if (days === 1) return inLanguage(language, "reply.hours.tomorrow", { time });
  const day = dateFormat(language, { weekday: "long", timeZone }).format(new Date(opens));
  if (days <= NEAR) return inLanguage(language, "reply.hours.later", { day, time });
  const date = longDate(opens.slice(0, 10), language);
  return inLanguage(language, "reply.hours.date", { day, date, time });
}

/** The shop's times carry its own offset, so their date is that of its calendar. */
const shopDay = (at: string): number => Date.parse(at.slice(0, 10));
