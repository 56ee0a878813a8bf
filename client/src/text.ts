/** Properties of what people write: its length, its direction, and invisible characters in it. */
import type { Language } from "./names";

export type Direction = "ltr" | "rtl";

/** How many characters the gateway takes in one message or note. */
export const MESSAGE_LIMIT = 4000;

/** The number of characters as the gateway counts: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

const ADDRESS = /https?:\/\/|@/i; // a word that contains this is an address
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LETTER = /\p{L}/gu;

/**
 * The direction of a text in a conversation of this language: that of most of its letters,
 ignoring
 * links and addresses unless there is nothing else. In a Persian conversation some Persian letters
 * suffice, because such sentences are full of Latin names; a text without letters takes the
 language's.
 */
export function directionOf(text: string, language: Language): Direction {
  const words = text.split(/\s+/).filter((word) => !ADDRESS.test(word));
  const letters = words.join(" ").match(LETTER) ?? text.match(LETTER) ?? [];
  const right = letters.filter((letter) => RIGHT_TO_LEFT.test(letter)).length;
  const left = letters.length - right;
  const persian = language === "fa" ? right > 0 || left === 0 : right > left;
  return persian ? "rtl" : "ltr";
}

/** The paragraphs of a text, each with the blank lines behind it, so that together they are the text. */
export function paragraphs(text: string): string[] {
  const parts = text.split(/(\n{2,})/); // a paragraph, a gap, a paragraph …
  return parts.flatMap((part, at) => (at % 2 ? [] : [part + (parts[at + 1] ?? "")]));
}

// Control and format characters, such as direction marks and overrides, zero width spaces, soft
// hyphens; but not line breaks and tabs, Persian joiners, signs of Arabic numbers, or the parts of
// flag emoji.
const MARKS = /(?!\u200d|[\n\t\u200c\u0600-\u0605\u06dd\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}]/gu;

/** Removes invisible characters that move, hide or reverse the surrounding text. */
export const withoutMarks = (text: string): string => text.replace(MARKS, "");

/** For use within a line: isolates `text` so that it cannot reverse what surrounds it. */
export const isolated = (text: string): string => `\u2068${withoutMarks(text)}\u2069`;

const ISOLATED = /\u2068[^\u2066-\u2069]*\u2069/g;

/** Letters alone read correctly anywhere; a bracket or a number at their edge would not. */
const PLAIN = /^[\p{L}\p{M}\u200c\u200d]+(?: [\p{L}\p{M}\u200c\u200d]+)*$/u;

/**
 * A name or another piece of text within a sentence of this language: isolated where it reads in
 * the other direction. Pieces that are isolated already stay as they are.
 */
export function inSentence(text: string, language: Language): string {
  const around = text.replace(ISOLATED, "");
  if (around !== text && around === withoutMarks(around)) return text;
  const clean = withoutMarks(text);
  const own = language === "fa" ? "rtl" : "ltr";
  return directionOf(clean, language) === own || PLAIN.test(clean) ? clean : isolated(clean);
}
