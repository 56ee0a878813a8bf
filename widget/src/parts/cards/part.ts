/** Shows cards of every kind, and what was done with an order. */
import { register } from "../../kit";
import { Card, Done } from "./Card";
import css from "./cards.css?inline";
import en from "./en.json";
import fa from "./fa.json";

const part = register("cards", { texts: { en, fa }, css, show: { Card, Done } });

export type CardsPart = typeof part;
