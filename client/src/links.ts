/** Links in what people write, for customers and staff alike. */
import { withoutMarks } from "./text";

/** A link of the web, to a mailbox or to a telephone. */
export interface Link {
  href: string;
  /** What is shown: the address itself, with the host where it truly leads. */
  shown: string;
}

const LINK = /(?:https?:\/\/|mailto:|tel:)[^\s<>"«»]+/gi;
const PUNCTUATION = /[.,;:!?'’”…*_~،؛؟]/;
const BRACKETS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
// Characters without an appearance of their own: zero width, direction marks, fillers, variations.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
const HIDDEN =
  /([\u0620-\u06ff])[\u200c\u200d]+(?=[\u0620-\u06ff])|[\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** What may follow the host of an address that is shown as it was typed. */
const AFTER_HOST = /^(?:[/?#]|$)/;
/** A host with names in Persian script alone; a mixture may pass for a host that it is not. */
const PERSIAN_HOST = /^https?:\/\/[\u0620-\u06cc.-]+(?:\.[a-z]+)?(?=[/?#]|$)/i;

/**
 * Splits the text into plain parts and links: `http`, `https`, `mailto` and `tel` only, without the
 * punctuation and brackets of the surrounding sentence, and without invisible characters.
 */
export function linkify(text: string): (string | Link)[] {
  const parts: (string | Link)[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const typed = found.slice(0, endOf(found));
    const link = LETTER.test(text[index - 1] ?? "") ? null : linkTo(visible(typed));
    if (!link) continue;
    parts.push(text.slice(from, index), link);
    from = index + typed.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

const LETTER = /\w/; // before `tel:`, as in "hotel:"

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
  withoutMarks(typed).replace(HIDDEN, (joiners, letter) => (letter ? joiners : ""));

/**
 * Shows the address as the browser reads it where the typed one hides the host: by letters of
 * another script that look alike, say. Refuses a user name, which only ever hides where a link
 * leads.
 */
function linkTo(href: string): Link | null {
  const url = parsed(href);
  if (!url || url.username) return null;
  const { origin, href: read, pathname } = url;
  if (!/^h/i.test(href)) return /[@\d]/.test(pathname) ? { href, shown: href } : null;
  const typed = href.slice(0, origin.length).toLowerCase();
  const honest = typed === origin && AFTER_HOST.test(href.slice(origin.length));
  return { href, shown: honest || PERSIAN_HOST.test(href) ? href : read };
}

function parsed(href: string): URL | null {
  try {
    return new URL(href);
  } catch {
    return null;
  }
}
