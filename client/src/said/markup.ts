/**
 * The part of Markdown that the bot and agents may write: **strong**, *emphasis*, `code`, blocks of
 * code, lists, and [words](https://…) that link. Everything else stays as it was typed.
 *
 * The text becomes a tree of words: no HTML is read or made. Each step looks at a character a
 * bounded number of times, so the time is linear in the length of the text.
 */
import { paragraphs } from "../text";
import type { Block, List, Read } from "./blocks";
import { inlinesOf } from "./inlines";

const FENCE = /^ {0,8}```[\w+-]{0,20}$/;
const ITEM = /^ {0,8}(?:[-*•]|([0-9۰-۹٠-٩]{1,3})[.)]) {1,8}(?=\S)/;

/** Reads the words of the bot or an agent. */
export const readMarkup: Read = (text) => {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  const closed = closingFences(lines);
  let words: string[] = [];
  const flush = () => {
    blocks.push(...paragraphs(withoutBlankEnds(words)).filter(Boolean).map(paragraph));
    words = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const end = closed.get(at);
    const item = ITEM.exec(line);
    if (!end && !item) words.push(line);
    else flush();
    if (end) {
      blocks.push({ kind: "pre", text: lines.slice(at + 1, end).join("\n") });
      at = end;
    } else if (item) addItem(blocks, line.slice(item[0].length), item[1]);
  }
  flush();
  return blocks;
};

/** For each line that opens a block of code, the line that closes it. */
function closingFences(lines: readonly string[]): Map<number, number> {
  const fences = lines.flatMap((line, at) => (FENCE.test(line) ? [at] : []));
  const pairs = new Map<number, number>();
  for (let at = 0; at + 1 < fences.length; at += 2) {
    pairs.set(fences[at] as number, fences[at + 1] as number);
  }
  return pairs;
}

function withoutBlankEnds(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line.trim());
  const last = lines.findLastIndex((line) => line.trim());
  return lines.slice(Math.max(first, 0), last + 1).join("\n");
}

const paragraph = (text: string): Block => ({ kind: "p", text, of: inlinesOf(text) });

/** `digits` are those of a numbered item, in any script. */
function addItem(blocks: Block[], text: string, digits: string | undefined): void {
  const kind = digits ? "ol" : "ul";
  const item = { of: inlinesOf(text), number: numberOf(digits ?? "") };
  const before = blocks.at(-1);
  if (before?.kind === kind) {
    (before as List).items.push(item);
    before.text += `\n${text}`;
  } else blocks.push({ kind, text, items: [item] });
}

/** The last four bits of a digit are its value, in ASCII as in the Persian and Arabic blocks. */
const numberOf = (digits: string): number =>
  [...digits].reduce((sum, digit) => sum * 10 + (digit.charCodeAt(0) & 15), 0);
