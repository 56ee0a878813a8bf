/** An open ticket: its number, and how to reach the customer. */
import { register } from "../../kit";
import css from "./contact.css?inline";
import en from "./en.json";
import fa from "./fa.json";
import { Ticket } from "./Ticket";

const part = register("contact", { texts: { en, fa }, css, show: { Ticket } });

export type ContactPart = typeof part;
