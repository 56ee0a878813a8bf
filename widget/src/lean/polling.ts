/** Stands in for engine.io-client's XMLHttpRequest polling: see vite.config.ts. */
export { Fetch as XHR } from "../../../node_modules/engine.io-client/build/esm/transports/polling-fetch.js";
