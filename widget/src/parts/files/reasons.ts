import type { Language } from "@firuze/client";
import { reasonOf } from "../../kit";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";

type Figures = Record<string, string | number>;

/** Why a file was not taken or cannot be shown, in the customer's language. */
export function whyOf(t: PartView<typeof en>["t"], code: string, figures: Figures = {}): string {
  const key = `file.${code}`;
  if (!t.has(key)) return reasonOf(t, code);
  const values = Object.entries(figures).map(([name, value]) => [name, String(value)]);
  return t(key, Object.fromEntries(values));
}

/** The size of a file: kilobytes below a megabyte. */
export function sizeOf(bytes: number, language: Language): string {
  const large = bytes >= 1e6;
  return new Intl.NumberFormat(language === "fa" ? "fa-IR" : "en-GB", {
    style: "unit",
    unit: large ? "megabyte" : "kilobyte",
    unitDisplay: language === "fa" ? "long" : "short", // the short ones are in Latin letters
    maximumFractionDigits: large ? 1 : 0,
  }).format(Math.max(1, bytes / (large ? 1e6 : 1e3)));
}
