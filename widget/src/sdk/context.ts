/** What the page says that the customer is looking at: bounded, plain lines of text. */
import { complain } from "./options";

export interface ReadContext {
  page: string | null;
  product: string | null;
  cart: string[];
}

const LENGTH = 200; // characters of a line
const LINES = 20; // of a cart

export function readContext(given: unknown): ReadContext {
  const { page, product, cart, ...more } = Object(given ?? {}) as Record<string, unknown>;
  const lines = [page, product, ...[cart].flat()];
  if (Object.keys(more)[0] || !lines.every(isText) || lines.length > LINES + 2) {
    complain(`setContext takes page, product, and up to ${LINES} lines of cart, as text`);
  }
  const [first = null, second = null, ...rest] = lines.slice(0, LINES + 2).map(asLine);
  return { page: first, product: second, cart: rest.filter((line) => line !== null) };
}

const isText = (value: unknown): boolean => value == null || /^(str|num)/.test(typeof value);

const asLine = (value: unknown): string | null =>
  (isText(value) && [...`${value ?? ""}`.replace(/\s+/g, " ").trim()].slice(0, LENGTH).join("")) ||
  null;
