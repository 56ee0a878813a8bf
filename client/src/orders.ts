/** Cards of orders, which a bot may make: one that cannot be shown is none. */
import type { Json, OrderCard } from "./protocol";

type Fields = { [key: string]: Json };

/** The order that a card of the bot's tells of; null if it tells of something else, or of it badly. */
export function orderOf(card: Fields | null): OrderCard | null {
  if (card?.kind !== "order") return null;
  const { number, state, placed_at, expected_at, items, total, tracking } = card;
  const whole =
    [number, state].every((text) => typeof text === "string") &&
    isTime(placed_at) &&
    (expected_at == null || isTime(expected_at)) &&
    isMoney(total) &&
    all(
      items,
      ({ title, quantity }) => typeof title === "string" && typeof quantity === "number",
    ) &&
    all(tracking ?? [], ({ at, step }) => isTime(at) && typeof step === "string");
  return whole ? ({ ...card, tracking: tracking ?? [] } as unknown as OrderCard) : null;
}

const isObject = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const all = (list: Json | undefined, holds: (each: Fields) => boolean): boolean =>
  Array.isArray(list) && list.every((each) => isObject(each) && holds(each));

const isTime = (value: Json | undefined): boolean =>
  typeof value === "string" && !Number.isNaN(Date.parse(value));

/** Browsers refuse to format a currency that is not three letters. */
const isMoney = (value: Json | undefined): boolean =>
  isObject(value) &&
  Number.isFinite(Number(value.amount ?? "x")) &&
  /^[a-z]{3}$/i.test(`${value.currency}`);
