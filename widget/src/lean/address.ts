/** Stands in for engine.io-client's reading of addresses, older than `URL`; ours have no query. */
export function parse(address: string) {
  const { protocol, hostname, port, pathname } = new URL(address);
  return {
    source: address,
    protocol: protocol.slice(0, -1),
    host: hostname.replace(/[[\]]/g, ""),
    port,
    path: pathname,
  };
}
