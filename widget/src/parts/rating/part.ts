/** Once a matter is closed: asks how it was, and hands out the words of the conversation to keep. */
import { register } from "../../kit";
import { After } from "./After";
import en from "./en.json";
import fa from "./fa.json";
import css from "./rating.css?inline";

const part = register("rating", { texts: { en, fa }, css, show: { After } });

export type RatingPart = typeof part;
