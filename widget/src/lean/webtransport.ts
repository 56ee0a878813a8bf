/** Stands in for engine.io-client's WebTransport, which the gateway does not speak. */
export const WT = undefined;
