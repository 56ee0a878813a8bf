/** Lets a guest at a shared computer end the chat, so that the next person there sees nothing of it. */
import { register } from "../../kit";
import en from "./en.json";
import { Forget } from "./Forget";
import fa from "./fa.json";
import css from "./forget.css?inline";

const part = register("forget", { texts: { en, fa }, css, show: { Forget } });

export type ForgetPart = typeof part;
