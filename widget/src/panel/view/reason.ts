import type { Translate } from "../../catalogue";

/** Why something did not work, in the customer's language. */
export function reasonOf(t: Translate, code = "other"): string {
  const key = `error.${code}`;
  return t(t.has(key) ? key : "error.other");
}
