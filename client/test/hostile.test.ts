/**
 * Every regular expression of the client, the widget and the console takes linear time on any
 text,
 * because each side sees what the other writes. The test collects the expressions from the code,
 so
 * that a new one is timed from its first day.
 */
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";
import kinds from "../../tests/hostile.json";
import { cost } from "./cost";

const LENGTH = 4000;
const BOUND = 50; // milliseconds

const sources = import.meta.glob<string>(
  [
    "../src/**/*.{ts,tsx}",
    "../../widget/src/**/*.{ts,tsx}",
    "../../agent_console/src/**/*.{ts,tsx}",
  ],
  { query: "?raw", import: "default", eager: true },
);

function hostileTexts(length: number): [string, string][] {
  return Object.entries(kinds).map(([name, [begins = "", repeats = "", ends = ""]]) => {
    const room = length - begins.length - ends.length;
    const body = repeats.repeat(Math.ceil(room / repeats.length)).slice(0, room);
    return [name, begins + body + ends];
  });
}

/** The literals of a module, and how many expressions it builds at run time. */
function expressionsOf(file: string, code: string): { literals: RegExp[]; built: number } {
  const literals: RegExp[] = [];
  let built = 0;
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, regex, callee } = node as Record<string, { pattern: string; flags: string }>;
    if (regex) literals.push(new RegExp(regex.pattern, regex.flags));
    const name = (callee as { name?: string } | undefined)?.name;
    if (`${type}`.endsWith("Expression") && name === "RegExp") built++;
    Object.values(node).forEach(visit);
  };
  visit(parseAst(code, { lang: file.endsWith("x") ? "tsx" : "ts" }));
  return { literals, built };
}

const found = Object.entries(sources).map(([file, code]) => ({
  file,
  ...expressionsOf(file, code),
}));

describe("regular expressions", () => {
  it("are found in the code, and none is built at run time", () => {
    expect(found.length).toBeGreaterThan(80);
    expect(found.flatMap((module) => module.literals).length).toBeGreaterThan(10);
    expect(found.filter((module) => module.built > 0)).toEqual([]);
  });

  const cases = found.flatMap(({ file, literals }) =>
    literals.map((literal): [string, RegExp] => [`${file} ${literal}`, literal]),
  );
  it.each(cases)("%s is linear", (_, expression) => {
    const everywhere = new RegExp(expression, `${expression.flags.replace("g", "")}g`);
    const longer = new Map(hostileTexts(4 * LENGTH));
    for (const [kind, text] of hostileTexts(LENGTH)) {
      const once = cost(() => text.replace(everywhere, ""), BOUND);
      expect(once, kind).toBeLessThanOrEqual(BOUND);
      const inProportion = 8 * once + BOUND / 10;
      const more = cost(() => (longer.get(kind) as string).replace(everywhere, ""), inProportion);
      expect(more, kind).toBeLessThanOrEqual(inProportion);
    }
  });
});
