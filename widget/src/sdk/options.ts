/** The tag's `data-` attributes as options. What is wrong is said on the console, and left out. */
import { type Language, readHours } from "@firuze/client";

type Texts = Partial<Record<Language, string>>;

/** The first words, by the beginning of the page's path. */
export type Greetings = readonly (readonly [path: string, texts: Texts])[];

/** How to read each attribute, and an example of a right value. A reader throws, or finds nothing, at a wrong one. */
const READERS = {
  side: oneOf("left", "right", "start", "end"),
  theme: oneOf("light", "dark", "auto"),
  color: [readColor, "#7a2e5d"],
  colorDark: [readColor, "#e6a4cc"],
  radius: [readRadius, "0 to 32"],
  logo: [readAddress, "https://…"],
  greeting: [readGreeting, '{"/path": "text"}'],
  hours: [readHours, "Mon-Fri 09:00-18:00"],
  timezone: [readZone, "Asia/Tehran"],
} satisfies Record<string, readonly [read: (text: string) => unknown, like: string]>;

export type ReadOptions = {
  [Name in keyof typeof READERS]?: NonNullable<ReturnType<(typeof READERS)[Name][0]>>;
};

/** Tells the shop's engineer. */
export const complain = (what: string): void => console.warn(`Firuze: ${what}`);

export function readOptions(attributes: DOMStringMap): ReadOptions {
  const options: Record<string, unknown> = {};
  for (const [name, text = ""] of Object.entries(attributes)) {
    if (!Object.hasOwn(READERS, name)) continue; // another script's
    const [read, like] = READERS[name as keyof typeof READERS];
    try {
      options[name] = read(text.trim());
    } catch {
      // what is wrong with it is told below
    }
    if (options[name] === undefined) {
      const attribute = name.replace("D", "-d"); // colorDark has the one capital
      complain(`data-${attribute} is left out: not like ${like}`);
    }
  }
  return options;
}

function oneOf<Name extends string>(...names: Name[]) {
  const read = (text: string) => names.find((name) => name === text);
  return [read, names.join(", ")] as const;
}

function readColor(text: string): string | undefined {
  const full = text.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  return /^#[\da-f]{6}$/i.test(full) ? full : undefined;
}

function readRadius(text: string): string | undefined {
  return /^([12]?\d|3[0-2])$/.test(text) ? text : undefined;
}

function readAddress(text: string): string | undefined {
  const { href } = new URL(text, document.baseURI);
  return text && /^https?:/.test(href) ? href : undefined;
}

function readZone(text: string): string {
  new Date().toLocaleString("en", { timeZone: text }); // throws where there is none
  return text;
}

function readGreeting(text: string): Greetings | undefined {
  if (text[0] !== "{") return text ? [["/", asTexts(text)]] : undefined;
  const given = JSON.parse(text) as Record<string, string | Texts>;
  const pages = Object.keys(given).every((key) => key[0] === "/") ? given : { "/": given as Texts };
  return Object.entries(pages).map(([path, words]) => [path, asTexts(words)]);
}

/** Throws when it is neither a text nor texts by language. */
function asTexts(words: string | Texts): Texts {
  const { en, fa } = typeof words === "string" ? { en: words, fa: words } : words;
  const [english, persian] = [en ?? fa, fa ?? en].map((given) => (given as string).slice(0, 500));
  return { en: english as string, fa: persian as string };
}

/** The greeting on the page with this path: that of the longest beginning, in whole segments. */
export function greetingAt(
  greetings: Greetings,
  path: string,
  language: Language,
): string | undefined {
  const here = decoded(path).replace(/\/?$/, "/");
  const best = greetings
    .filter(([page]) => page === "/" || here.startsWith(decoded(page).replace(/\/?$/, "/")))
    .toSorted(([one], [other]) => other.length - one.length);
  return best[0]?.[1][language];
}

/** A path as people write it: browsers give it percent-encoded. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
