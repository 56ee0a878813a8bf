/** Links in what people write, for customers and staff alike. */
import { withoutMarks } from "./text";

/** A link shows exactly where it leads. */
export interface Link {
  href: string;
}

const LINK = /https?:\/\/[^\s<>"«»]+/gi;
const PUNCTUATION = /[.,;:!?'’”…*_~،؛؟]/;
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;
const BRACKETS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
const JOINERS = /([\u0620-\u06ff])[\u200c\u200d]+(?=[\u0620-\u06ff])|[\u200c\u200d]/g;

/**
 * Splits the text into plain parts and links: `http` and `https` only, without the punctuation and
 * brackets of the surrounding sentence, and without invisible characters.
 */
export function linkify(text: string): (string | Link)[] {
  const parts: (string | Link)[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const typed = found.slice(0, endOf(found));
    const href = visible(typed);
    if (!isAddress(href)) continue;
    parts.push(text.slice(from, index), { href });
    from = index + typed.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

/** Where the link ends within a run of characters without spaces. */
function endOf(found: string): number {
  const open: Record<string, number> = {};
  for (const letter of found) open[letter] = (open[letter] ?? 0) + 1;
  let end = found.length;
  for (; end > 0; end--) {
    const last = found[end - 1] as string;
    const opening = BRACKETS[last];
    if (opening && (open[last] ?? 0) > (open[opening] ?? 0)) open[last] = (open[last] ?? 0) - 1;
    else if (!PUNCTUATION.test(last) && !INVISIBLE.test(last)) break;
  }
  return end;
}

/** Removes invisible characters; Persian words keep the joiners between their letters. */
const visible = (typed: string): string =>
  withoutMarks(typed).replace(JOINERS, (joiners, letter) => (letter ? joiners : ""));

/** Refuses a user name before the host: it only ever hides where a link leads. */
function isAddress(href: string): boolean {
  try {
    return new URL(href).username === "";
  } catch {
    return false;
  }
}
