/** Once a matter is closed: asks how it was, and hands out what the customer may keep. */
import { register } from "../../kit";
import { After } from "./After";
import { Copy } from "./Copy";
import en from "./en.json";
import fa from "./fa.json";
import css from "./rating.css?inline";

const part = register("rating", { texts: { en, fa }, css, show: { After, Copy } });

export type RatingPart = typeof part;
