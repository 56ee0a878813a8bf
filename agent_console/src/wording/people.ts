/** Names the staff in the reader's language, or in the customer's. */
import type { Language, Names, StaffName } from "@firuze/client";
import { signal } from "@preact/signals";
import { language } from "../catalogue";

/** All who work here or did, by id, as the gateway tells them. */
export const staff = signal<ReadonlyMap<string, StaffName>>(new Map());

export function nameIn(names: Names, into: Language): string {
  const own = names[into];
  return own ?? (into === "fa" ? names.en : names.fa) ?? "";
}

/** In the console's language. */
export const named = (names: Names): string => nameIn(names, language.value);

/** A member's name in the console's language; of somebody unknown, the name that was written down. */
export function memberName(id: string | null, written: string | null): string | null {
  const known = id === null ? undefined : staff.value.get(id);
  return known ? named(known.names) : written;
}
