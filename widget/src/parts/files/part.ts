/** Files: shown in the log, on their way to the gateway, and what the bot says of those it cannot see. */
import { register } from "../../kit";
import en from "./en.json";
import fa from "./fa.json";
import css from "./files.css?inline";
import { Sent } from "./Sent";
import { Unseen } from "./Unseen";
import { Uploads } from "./Uploads";

const part = register("files", { texts: { en, fa }, css, show: { Sent, Unseen, Uploads } });

export type FilesPart = typeof part;
