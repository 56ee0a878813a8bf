import * as original from "socket.io-parser";
import { describe, expect, it } from "vitest";
import * as lean from "../src/lean/messages";

const MESSAGES: lean.Message[] = [
  { type: 0, nsp: "/visitor", data: { token: "a,b" } },
  { type: 0, nsp: "/" },
  { type: 1, nsp: "/visitor" },
  { type: 2, nsp: "/visitor", id: 0, data: ["say", { text: "سلام، 👋\n{}[]" }] },
  { type: 2, nsp: "/visitor", data: ["typing", { active: true }] },
  { type: 2, nsp: "/", id: 17, data: ["sync", { after: 0 }] },
  { type: 3, nsp: "/visitor", id: 4294967295, data: [{ ok: true }] },
];

const ANSWERS = [
  '0/visitor,{"sid":"x"}',
  '0{"sid":"x"}',
  '4/visitor,{"message":"no","data":{"code":"token_invalid"}}',
  '4/visitor,"no"',
  "1/visitor,",
  "1/visitor",
  '2["state",{"head":3}]',
  '2/visitor,["events",{"text":"a,b\\n2/visitor,[1]"}]',
  '2/visitor,5["ask"]',
  '3/visitor,12[{"ok":true}]',
  "3/visitor,12[]",
];

const BROKEN = [
  "",
  "x",
  "9",
  "2",
  "0/visitor,[]",
  "2/visitor,{}",
  "2[",
  "3/visitor,1{}",
  "1{}",
  "4",
];

function read(text: string): unknown {
  const decoder = new original.Decoder();
  let message: unknown;
  decoder.on("decoded", (decoded) => {
    message = decoded;
  });
  decoder.add(text);
  return message;
}

describe("the lean messages", () => {
  it("are written as socket.io-parser writes them", () => {
    for (const message of MESSAGES) {
      expect([lean.encode(message)]).toEqual(
        new original.Encoder().encode({ ...message } as original.Packet),
      );
    }
  });

  it("are read as socket.io-parser reads them", () => {
    const written = MESSAGES.slice(2).map(lean.encode);
    for (const text of [...ANSWERS, ...written]) {
      const theirs = read(text);
      expect(lean.decode(text), text).toEqual(theirs);
      expect(theirs, text).toBeDefined();
    }
  });

  it("are refused where socket.io-parser refuses them", () => {
    for (const text of BROKEN) {
      expect(() => lean.decode(text), text).toThrow();
    }
    for (const text of ["x", "9", "0/visitor,[]", "2/visitor,{}", "2[", "3/visitor,1{}", "1{}"]) {
      expect(() => new original.Decoder().add(text), text).toThrow();
    }
  });

  it("know the same types and version of the protocol", () => {
    for (const [name, number] of Object.entries(lean.PacketType)) {
      expect(original.PacketType[number]).toBe(name);
    }
    expect(lean.protocol).toBe(original.protocol);
  });
});
