import type { Key } from "../catalogue";
import type { Contact } from "./commands";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const PHONE = /^[+0-9۰-۹٠-٩ ()-]{6,24}$/; // as the gateway has it

/** The catalogue key of what is wrong with a contact, or null. */
export function contactProblem({ email, phone }: Contact): Key | null {
  if (!email && !phone) return "contact.needed";
  if (email && !EMAIL.test(email)) return "contact.email.invalid";
  if (phone && !PHONE.test(phone)) return "contact.phone.invalid";
  return null;
}
