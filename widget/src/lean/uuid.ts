/**
 * Replaces the package `uuid`: version 7 of RFC 9562, 48 bits of time in milliseconds and 74
 random
 * bits. Two of the same millisecond are unordered, and need no order: the outbox keeps its own.
 */
export function v7(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  bytes[0] = ((bytes[0] as number) & 0x0f) | 0x70; // the version
  bytes[2] = ((bytes[2] as number) & 0x3f) | 0x80; // the variant
  const time = Date.now().toString(16).padStart(12, "0");
  const hex = time + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
