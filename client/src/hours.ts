/** When the widget's bubble shows: `Sat-Wed 09:00-18:00, Thu 09:00-13:00`, or `09:00-18:00` on each day. */

/** From its first minute to before its last, counted in minutes from Sunday, midnight. */
export type Span = readonly [from: number, to: number];

export const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
export const DAY_MINUTES = 24 * 60;
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
  if (begin < 0 || end < 0 || from >= DAY_MINUTES || to > DAY_MINUTES) throw new RangeError();
  const days = ((end - begin + 7) % 7) + 1;
  return Array.from({ length: days }, (_, index) => {
    const start = ((begin + index) % 7) * DAY_MINUTES;
    return [start + from, start + to + (to > from ? 0 : DAY_MINUTES)];
  });
}
