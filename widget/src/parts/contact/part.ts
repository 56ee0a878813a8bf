/** Asks how to reach the customer, beside an open ticket. */
import { register } from "../../kit";
import css from "./contact.css?inline";
import en from "./en.json";
import { Form } from "./Form";
import fa from "./fa.json";

const part = register("contact", { texts: { en, fa }, css, show: { Form } });

export type ContactPart = typeof part;
