/** The customer's earlier conversations: a list of them, and each to read as it was. */
import { register } from "../../kit";
import { Earlier } from "./Earlier";
import css from "./earlier.css?inline";
import en from "./en.json";
import fa from "./fa.json";

const part = register("earlier", { texts: { en, fa }, css, show: { Earlier } });

export type EarlierPart = typeof part;
