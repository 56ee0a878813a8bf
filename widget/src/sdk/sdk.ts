/**
 * `/widget/assets/sdk.js`: what only some pages ask for. The launcher loads it before the panel, when the
 * tag has attributes that the launcher does not read, or the page makes a call that it does not know.
 */
import { start } from "./start";

const api = window.Firuze;
if (api?.inner && !api.inner.onShow) start(api); // once, however often the script comes
