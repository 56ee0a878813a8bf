import { reasonOf } from "../../kit";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";

type Figures = Record<string, string | number>;

/** Says in the customer's language why a file was not taken or cannot be shown. */
export function whyOf({ t, format }: PartView<typeof en>, code: string, figures: Figures = {}) {
  const key = `file.${code}`;
  if (!t.has(key)) return reasonOf(t, code);
  const values = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === "number" ? format.number(value) : value,
  ]);
  return t(key, Object.fromEntries(values));
}
