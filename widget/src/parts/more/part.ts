/** The small print below the chat: what is asked before it, what was said before, and its end at a shared computer. */
import { register } from "../../kit";
import { Consent } from "./Consent";
import en from "./en.json";
import fa from "./fa.json";
import { More } from "./More";
import css from "./more.css?inline";

const part = register("more", { texts: { en, fa }, css, show: { More, Consent } });

export type MorePart = typeof part;
