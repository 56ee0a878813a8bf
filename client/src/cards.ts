/** Cards: what is shown besides words. The gateway lets none through that cannot be shown. */
import type { BodyOf } from "./names";
import type { Money, OrderItem, TrackingStep } from "./protocol";

export type Card = NonNullable<BodyOf<"bot.said">["card"]>;
export type CardOf<Kind extends Card["kind"]> = Extract<Card, { kind: Kind }>;

/** A card of any kind: a field means the same on every kind that has it. */
export interface AnyCard {
  kind: Card["kind"];
  number?: string | number;
  /** The number of the order that it is about. */
  order?: string;
  state?: string;
  available?: boolean | null;
  title?: string | null;
  lines?: readonly string[];
  items?: readonly OrderItem[];
  price?: Money | null;
  total?: Money;
  placed_at?: string;
  expected_at?: string | null;
  until?: string | null;
  tracking?: readonly TrackingStep[];
  code?: string | null;
  image?: string | null;
  link?: string | null;
  slug?: string;
  language?: string;
  section?: number;
}

const DONE: ReadonlySet<string | undefined> = new Set([
  ...["delivered", "cancelled", "returned", "refunded", "answered", "closed"],
]);

/** Whether a day, by the reader's calendar, has passed. */
export type IsOver = (at: string) => boolean;

/** How it stands, as a key of the catalogues; none where nobody knows. */
export function stateOf({ kind, state, until, available }: AnyCard, isOver: IsOver) {
  if (kind === "coupon") return until && isOver(until) ? "expired" : state;
  if (available == null) return state;
  return available ? "in_stock" : "sold_out";
}

/** The day that matters and what is said of it, as a key; none once the matter has come to its end. */
export function termOf(card: AnyCard, isOver: IsOver) {
  const at = card.expected_at ?? card.until;
  if (!at || DONE.has(card.state)) return null;
  if (card.kind === "order") return { key: isOver(at) ? "missed" : "expected", at };
  const unanswered = (card.kind === "ticket" || card.kind === "courier") && isOver(at);
  return { key: unanswered ? "unanswered" : card.kind, at };
}

/** Where the card leads to; an article's page is on the gateway at `origin`. */
export function linkOf({ slug, section, link }: AnyCard, origin: string): string | null {
  if (slug) return `${origin}/articles/${slug}${section ? `#s${section}` : ""}`;
  return link ?? null;
}
