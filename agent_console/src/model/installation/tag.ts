/** The tag that puts the widget on the shop's pages, from what an administrator chooses. */
import { readHours } from "@firuze/client";

export interface TagDraft {
  /** `page`: as the page itself says. */
  language: "page" | "en" | "fa";
  theme: "light" | "dark" | "auto";
  side: "end" | "start" | "left" | "right";
  color: string;
  radius: string;
  logo: string;
  greetingEn: string;
  greetingFa: string;
  hours: string;
  timezone: string;
}

/** What the widget is without attributes. */
export const PLAIN: TagDraft = {
  language: "page",
  theme: "light",
  side: "end",
  color: "#0a7a78",
  radius: "18",
  ...{ logo: "", greetingEn: "", greetingFa: "", hours: "", timezone: "" },
};

export type Field = keyof TagDraft;

/** How a value has to be; everything else is right as it comes. */
const CHECKS: { [field in Field]?: (text: string) => boolean } = {
  color: (text) => /^#[\da-f]{6}$/i.test(text),
  radius: (text) => /^\d{1,2}$/.test(text) && Number(text) <= 32,
  logo: (text) => /^https?:/.test(text) && URL.canParse(text),
  hours: (text) => isTaken(() => readHours(text)),
  timezone: (text) => isTaken(() => new Date().toLocaleString("en", { timeZone: text })),
};

function isTaken(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

export function isWrong(draft: TagDraft, field: Field): boolean {
  const text = draft[field].trim();
  return text !== "" && CHECKS[field]?.(text) === false;
}

/** The attributes by name; what is wrong, or as it is anyway, is left out. */
export function attributesOf(draft: TagDraft): [name: string, value: string][] {
  const greeting = greetingOf(draft.greetingEn.trim(), draft.greetingFa.trim());
  const chosen: [string, Field][] = [
    ["language", "language"],
    ["theme", "theme"],
    ["side", "side"],
    ["color", "color"],
    ["radius", "radius"],
    ["logo", "logo"],
    ["hours", "hours"],
    ["timezone", "timezone"],
  ];
  const attributes = chosen.flatMap(([name, field]): [string, string][] => {
    const value = draft[field].trim();
    const left = value === "" || value === PLAIN[field] || isWrong(draft, field);
    return left || (field === "timezone" && !draft.hours.trim()) ? [] : [[`data-${name}`, value]];
  });
  return greeting ? [...attributes, ["data-greeting", greeting]] : attributes;
}

const greetingOf = (en: string, fa: string): string =>
  en && fa ? JSON.stringify({ en, fa }) : en || fa ? JSON.stringify({ "/": en || fa }) : "";

export function tagOf(origin: string, draft: TagDraft): string {
  const attributes = attributesOf(draft).map(
    ([name, value]) => `\n        ${name}=${quoted(value)}`,
  );
  return `<script src="${html(origin)}/widget.js" defer${attributes.join("")}></script>`;
}

/** A page with nothing on it but the widget. */
export const pageOf = (origin: string, draft: TagDraft, language: string, words: string): string =>
  `<!doctype html><html lang="${language}" dir="${language === "fa" ? "rtl" : "ltr"}">` +
  `<meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${html(words)}</title><p>${html(words)}</p>${tagOf(origin, draft)}`;

/** In the quotes that leave JSON readable. */
const quoted = (text: string): string =>
  text.includes('"') ? `'${html(text).replaceAll("&quot;", '"')}'` : `"${html(text)}"`;

const SIGNS: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] as string);
