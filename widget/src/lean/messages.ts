/**
 * Socket.IO's packets, text only, because the gateway speaks JSON and no binary.
 * `2/visitor,17["say",{…}]` is a packet of type 2 (event) in a namespace, with the id of its ack.
 */
export const protocol = 5;

export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
} as const;

export interface Message {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

const PARTS = /^([0-4])(?:(\/[^,]*),?)?(\d+)?(.*)$/s;

export function encode({ type, nsp, id, data }: Message): string {
  const space = nsp === "/" ? "" : `${nsp},`;
  return `${type}${space}${id ?? ""}${data == null ? "" : JSON.stringify(data)}`;
}

/** Throws when it is not a packet. */
export function decode(encoded: string): Message {
  const [, type, nsp = "/", id, json] = PARTS.exec(encoded) ?? [];
  if (!type) throw new Error("unknown packet");
  const message: Message = { type: Number(type), nsp };
  if (id) message.id = Number(id);
  if (json) message.data = JSON.parse(json);
  if (!isValid(message)) throw new Error("invalid payload");
  return message;
}

/** Events and acks carry lists; other packets carry an object, or nothing; a refusal may be a text. */
const isValid = ({ type, data }: Message): boolean =>
  type === PacketType.EVENT || type === PacketType.ACK
    ? Array.isArray(data)
    : type === PacketType.DISCONNECT
      ? data === undefined
      : (type === PacketType.CONNECT_ERROR && typeof data === "string") ||
        (typeof data === "object" && data !== null && !Array.isArray(data));
