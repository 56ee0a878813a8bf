/**
 * Engine.IO's packets, text only: the gateway speaks JSON and no binary.
 * A packet is one digit for its type plus its text; a polling payload joins packets by U+001E.
 */
const TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"] as const;
const SEPARATOR = "\x1e";

export interface Packet {
  type: (typeof TYPES)[number] | "error";
  data?: string;
}

export const protocol = 4;

export const encodePacket = ({ type, data = "" }: Packet): string =>
  `${TYPES.indexOf(type as "open")}${data}`;

export const encodePayload = (packets: Packet[]): string =>
  packets.map(encodePacket).join(SEPARATOR);

export function decodePacket(encoded: string): Packet {
  const type = TYPES[Number(encoded[0])];
  if (!type) return { type: "error", data: "parser error" };
  return encoded.length > 1 ? { type, data: encoded.slice(1) } : { type };
}

export function decodePayload(encoded: string): Packet[] {
  const packets: Packet[] = [];
  for (const part of encoded.split(SEPARATOR)) {
    const packet = decodePacket(part);
    packets.push(packet);
    if (packet.type === "error") break;
  }
  return packets;
}
