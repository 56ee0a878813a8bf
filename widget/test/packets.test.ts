import * as original from "engine.io-parser";
import { describe, expect, it } from "vitest";
import * as lean from "../src/lean/packets";

const PACKETS = [
  { type: "open", data: '{"sid":"a"}' },
  { type: "ping" },
  { type: "pong", data: "probe" },
  { type: "message", data: '2/visitor,["say",{"text":"سلام 👋"}]' },
  { type: "noop" },
] as const;

describe("the lean packets", () => {
  it("are written as engine.io-parser writes them, alone and as a payload", () => {
    for (const packet of PACKETS) {
      const written: unknown[] = [];
      original.encodePacket({ ...packet }, true, (text) => written.push(text));
      expect(lean.encodePacket({ ...packet })).toBe(written[0]);
    }
    const payloads: string[] = [];
    const packets = PACKETS.map((packet) => ({ ...packet }));
    original.encodePayload(packets, (text) => payloads.push(text));
    expect(lean.encodePayload(packets)).toBe(payloads[0]);
  });

  it("are read as engine.io-parser reads them, broken ones too", () => {
    const texts = ['0{"sid":"a"}', "2", "4hello", "4", "9what", ""];
    for (const text of texts) {
      expect(lean.decodePacket(text), text).toEqual(original.decodePacket(text));
    }
    const payload = ["4a", "2", "x", "4never"].join("\x1e");
    expect(lean.decodePayload(payload)).toEqual(original.decodePayload(payload));
  });

  it("speak the same version of the protocol", () => {
    expect(lean.protocol).toBe(original.protocol);
  });
});
