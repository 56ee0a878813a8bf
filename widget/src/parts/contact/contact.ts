import type { Contact } from "../../panel/model/commands";
import type texts from "./en.json";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
/**
 * The gateway's rule: 6 to 18 digits of any script, with the usual characters around and between.
 */
export const PHONE = /^[+(]{0,2}([0-9۰-۹٠-٩][ ()./‐-–-]{0,3}){6,18}$/;

/** The catalogue key of the contact's problem, or null. */
export function contactProblem({ email, phone }: Contact): keyof typeof texts | null {
  if (!email && !phone) return "contact.needed";
  if (email && !EMAIL.test(email)) return "contact.email.invalid";
  if (phone && !PHONE.test(phone)) return "contact.phone.invalid";
  return null;
}
