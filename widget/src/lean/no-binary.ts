/** Stands in for socket.io-parser's search for binary data: what the widget sends has none. */
export const isBinary = (): boolean => false;
export const hasBinary = (): boolean => false;

const refuse = (): never => {
  throw new Error("binary data is not part of the protocol");
};

export const deconstructPacket = refuse;
export const reconstructPacket = refuse;
