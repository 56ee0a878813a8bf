/** The small print below the chat: what was said before, and the end of a guest's chat at a shared computer. */
import { register } from "../../kit";
import en from "./en.json";
import fa from "./fa.json";
import { More } from "./More";
import css from "./more.css?inline";

const part = register("more", { texts: { en, fa }, css, show: { More } });

export type MorePart = typeof part;
