/**
 * Replaces socket.io-parser: text only, because the gateway speaks JSON and no binary.
 * `2/visitor,17["say",{…}]` is a packet of type 2 (event) in a namespace, with the id of its ack.
 */
import { Emitter } from "@socket.io/component-emitter";

export const protocol = 5;

export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
};

export interface Message {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

const PARTS = /^([0-4])(?:(\/[^,]*),?)?(\d+)?(.*)$/s;

export class Encoder {
  encode({ type, nsp, id, data }: Message): string[] {
    const space = nsp === "/" ? "" : `${nsp},`;
    return [`${type}${space}${id ?? ""}${data == null ? "" : JSON.stringify(data)}`];
  }
}

export class Decoder extends Emitter<Record<never, never>, Record<never, never>> {
  /** Throws when it is not a packet; the connection is then closed. */
  add(encoded: string): void {
    const message = decode(encoded);
    // biome-ignore lint/suspicious/noExplicitAny: the emitter's types have no events here
    (this as any).emitReserved("decoded", message);
  }

  destroy(): void {}
}

function decode(encoded: string): Message {
  const [, type, nsp = "/", id, json] = PARTS.exec(encoded) ?? [];
  if (!type) throw new Error("unknown packet");
  const message: Message = { type: Number(type), nsp };
  if (id) message.id = Number(id);
  if (json) message.data = JSON.parse(json);
  if (!isValid(message)) throw new Error("invalid payload");
  return message;
}

/** Events and acks carry lists; other packets carry an object, or nothing. */
const isValid = ({ type, data }: Message): boolean =>
  type === PacketType.EVENT || type === PacketType.ACK
    ? Array.isArray(data)
    : type === PacketType.DISCONNECT
      ? data === undefined
      : typeof data === "object" && data !== null && !Array.isArray(data);
