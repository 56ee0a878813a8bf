/** Cards of the shop's articles, with which the bot says where it quotes from. */
import type { Language } from "./names";
import type { Json } from "./protocol";

export interface ArticleCard {
  slug: string;
  language: Language;
  title: string;
  /** The number of the heading below which the quoted passage stands; 0 before the first. */
  section: number;
}

const SLUG = /^[a-z0-9-]{1,200}$/;

/** The article that a card of the bot's tells of; null if it tells of something else. */
export function articleOf(card: { [key: string]: Json } | null): ArticleCard | null {
  if (card?.kind !== "article") return null;
  const { slug, language, title, section } = card;
  const known = language === "en" || language === "fa";
  if (typeof slug !== "string" || !SLUG.test(slug) || typeof title !== "string" || !known) {
    return null;
  }
  const place = typeof section === "number" && Number.isInteger(section) && section > 0;
  return { slug, language, title, section: place ? section : 0 };
}

/** Where the article's page is, on the gateway's own address. */
export function articlePath({ slug, section }: ArticleCard): string {
  return `/articles/${slug}${section ? `#s${section}` : ""}`;
}
