/** Code, links and emphasis within a paragraph of Markdown. */
import { linkify } from "../links";
import type { Inline, Marked } from "./blocks";

/** Reads line by line: no mark reaches over the end of a line. */
export const inlinesOf = (text: string): Inline[] =>
  text
    .split("\n")
    .flatMap((line, at) => [...(at ? ["\n"] : []), ...emphasized(named(atoms(line)))]);

/** Splits off what no mark reaches into: code, then links. */
function atoms(line: string): Inline[] {
  const runs = [...line.matchAll(/`+/g)].map(({ 0: run, index }) => ({
    index,
    length: run.length,
  }));
  const next = new Map<number, number>(); // by the length of a run, the next one to the right
  const closing = runs.map(() => -1);
  for (let at = runs.length - 1; at >= 0; at--) {
    const { length } = runs[at] as (typeof runs)[0];
    closing[at] = next.get(length) ?? -1;
    next.set(length, at);
  }
  const parts: Inline[] = [];
  let from = 0;
  for (let at = 0; at < runs.length; at++) {
    const opens = runs[at] as (typeof runs)[0];
    const closes = runs[closing[at] as number];
    if (!closes) continue;
    const code = line.slice(opens.index + opens.length, closes.index);
    parts.push(...linkify(line.slice(from, opens.index)), { as: "code", of: [code] });
    from = closes.index + closes.length;
    at = closing[at] as number;
  }
  return [...parts, ...linkify(line.slice(from))];
}

const LABEL = /\[([^[\]]{1,300})\]\($/;

/** Gives links their words: `[words](`, a link, `)`. */
function named(parts: Inline[]): Inline[] {
  const found = [...parts];
  for (let at = 1; at + 1 < found.length; at++) {
    const [before, link, after] = found.slice(at - 1, at + 2) as [Inline, Inline, Inline];
    if (typeof before !== "string" || typeof after !== "string") continue;
    if (typeof link === "string" || !("href" in link) || !after.startsWith(")")) continue;
    const label = LABEL.exec(before);
    if (!label?.[1]?.trim()) continue;
    found[at - 1] = before.slice(0, label.index);
    found[at] = { ...link, words: label[1] };
    found[at + 1] = after.slice(1);
  }
  return found.filter((part) => part !== "");
}

interface Opened {
  mark: string;
  of: Inline[];
}

const RUNS = /\\[*_`]|\*+|_+/g;
const NAMES: Record<string, Marked["as"]> = { "*": "em", _: "em", "**": "strong", __: "strong" };
const WORD = /[\p{L}\p{M}\p{N}\u200c]/u;
const SPACE = /^\s?$/; // or nothing

/**
 * Finds emphasis: a mark opens at the beginning of a word and closes at an end. Each mark is open
 * once at a time, so that there are at most four; one that never closes stays as it was typed.
 */
function emphasized(parts: Inline[]): Inline[] {
  const stack: Opened[] = [{ mark: "", of: [] }];
  const top = () => stack.at(-1) as Opened;
  const put = (...what: Inline[]) => {
    for (const part of what) append(top().of, part);
  };
  const unwind = (depth: number) => {
    while (stack.length > depth) {
      const { mark, of } = stack.pop() as Opened;
      put(mark, ...of);
    }
  };

  function meet(mark: string, before: string, after: string): void {
    const depth = stack.findIndex((opened) => opened.mark === mark);
    const ends = !SPACE.test(before) && (mark === "**" || !WORD.test(after));
    if (depth > 0 && ends) {
      unwind(depth + 1);
      put({ as: NAMES[mark] as Marked["as"], of: (stack.pop() as Opened).of });
    } else if (depth < 0 && !SPACE.test(after) && !WORD.test(before)) stack.push({ mark, of: [] });
    else put(mark);
  }

  function readWords(words: string, at: number): void {
    let from = 0;
    for (const { 0: run, index } of words.matchAll(RUNS)) {
      if (index > from) put(words.slice(from, index));
      from = index + run.length;
      const before = words[index - 1] ?? (at ? "," : "");
      const after = words[from] ?? (at + 1 < parts.length ? "," : "");
      if (run[0] === "\\") put(run.slice(1));
      else if (run.length === 3)
        for (const mark of bothOf(run, top().mark)) meet(mark, before, after);
      else if (run in NAMES) meet(run, before, after);
      else put(run);
    }
    put(words.slice(from));
  }

  parts.forEach((part, at) => {
    if (typeof part === "string") readWords(part, at);
    else put(part);
  });
  unwind(1);
  return top().of;
}

/** The two marks of a run of three, the one that was opened last before the other. */
function bothOf(run: string, opened: string): string[] {
  const both = [run.slice(1), run.slice(2)];
  return opened.length === 1 ? both.reverse() : both;
}

function append(to: Inline[], part: Inline): void {
  const last = to.at(-1);
  if (typeof part === "string" && typeof last === "string") to[to.length - 1] = last + part;
  else if (part !== "") to.push(part);
}
