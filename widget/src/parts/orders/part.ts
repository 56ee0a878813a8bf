/** Shows orders: a card with the state and the journey, and what was done with one. */
import { register } from "../../kit";
import { Card, Done } from "./Card";
import en from "./en.json";
import fa from "./fa.json";
import css from "./orders.css?inline";

const part = register("orders", { texts: { en, fa }, css, show: { Card, Done } });

export type OrdersPart = typeof part;
