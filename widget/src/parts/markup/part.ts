/** Reads the Markdown of the bot and of agents, and styles it. */
import { readMarkup } from "@firuze/client";
import { register } from "../../kit";
import css from "./markup.css?inline";

const part = register("markup", { texts: { en: {}, fa: {} }, css, show: {}, read: readMarkup });

export type MarkupPart = typeof part;
