/**
 * Stands in for engine.io-parser: text packets only, for the gateway speaks JSON and no binary.
 * A packet is one digit for its type and its text; a payload of polling joins packets by U+001E.
 */
const TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
const SEPARATOR = "\x1e";

interface Packet {
  type: string;
  data?: string;
}

export const protocol = 4;

const encode = ({ type, data = "" }: Packet): string => `${TYPES.indexOf(type)}${data}`;

export function encodePacket(
  packet: Packet,
  _supportsBinary: boolean,
  done: (encoded: string) => void,
): void {
  done(encode(packet));
}

export function encodePayload(packets: Packet[], done: (encoded: string) => void): void {
  done(packets.map(encode).join(SEPARATOR));
}

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
