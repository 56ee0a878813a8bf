/** Whether the bubble shows now. */
import { DAY_MINUTES, DAYS, type Span } from "@firuze/client";

/** Whether `now`, as the clocks of `zone` show it, is within a span. */
export function within(spans: readonly Span[], zone: string | undefined, now: Date): boolean {
  const local = now.toLocaleString("en-GB", {
    ...{ weekday: "short", hour: "2-digit", minute: "2-digit" },
    timeZone: zone,
  });
  const [day, hour, minute] = local.toLowerCase().match(/\w+/g) as RegExpMatchArray;
  const here = DAYS.indexOf(day as string) * DAY_MINUTES + Number(hour) * 60 + Number(minute);
  return spans.some(
    ([from, to]) => (from <= here && here < to) || here + 7 * DAY_MINUTES < to, // from Saturday into Sunday
  );
}
