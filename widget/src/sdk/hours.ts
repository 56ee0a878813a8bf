/** When the bubble shows: `Sat-Wed 09:00-18:00, Thu 09:00-13:00`, or `09:00-18:00` on each day. */

/** From its first minute to before its last, counted in minutes from Sunday, midnight. */
export type Span = readonly [from: number, to: number];

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY = 24 * 60;
const ENTRY = /^(?:([a-z]{3})(?:-([a-z]{3}))? )?(\d\d?):([0-5]\d)-(\d\d?):([0-5]\d)$/;

type Times = [hour: number, minute: number, endHour: number, endMinute: number];

/** The spans of the week, which may go past midnight. Throws when the text is no hours. */
export const readHours = (text: string): Span[] => text.toLowerCase().split(",").flatMap(readEntry);

function readEntry(text: string): Span[] {
  const found = ENTRY.exec(text.trim()) as RegExpExecArray; // null is none, and throws
  const [, first = "sun", last = found[1] ?? "sat"] = found;
  const [hour, minute, endHour, endMinute] = found.slice(3).map(Number) as Times;
  const [from, to] = [hour * 60 + minute, endHour * 60 + endMinute];
  const [begin, end] = [DAYS.indexOf(first), DAYS.indexOf(last)];
  if (begin < 0 || end < 0 || from >= DAY || to > DAY) throw new RangeError();
  const days = ((end - begin + 7) % 7) + 1;
  return Array.from({ length: days }, (_, index) => {
    const start = ((begin + index) % 7) * DAY;
    return [start + from, start + to + (to > from ? 0 : DAY)];
  });
}

/** Whether `now`, as the clocks of `zone` show it, is within a span. */
export function within(spans: readonly Span[], zone: string | undefined, now: Date): boolean {
  const local = now.toLocaleString("en-GB", {
    ...{ weekday: "short", hour: "2-digit", minute: "2-digit" },
    timeZone: zone,
  });
  const [day, hour, minute] = local.toLowerCase().match(/\w+/g) as RegExpMatchArray;
  const here = DAYS.indexOf(day as string) * DAY + Number(hour) * 60 + Number(minute);
  return spans.some(
    ([from, to]) => (from <= here && here < to) || here + 7 * DAY < to, // from Saturday into Sunday
  );
}
