import { describe, expect, test } from "vitest";
import { createSigns } from "../../../src/model/account/signs";

describe("signs of life", () => {
  function console_() {
    const line = {
      sent: [] as string[],
      state: { kind: "connected" } as { kind: "connected" } | { kind: "reconnecting" },
      send(event: string) {
        this.sent.push(event);
      },
    };
    let at = 0;
    const move = createSigns(line, () => at);
    return { line, move, wait: (seconds: number) => (at += seconds * 1000) };
  }

  test("are sent once a minute, however much activity there is", () => {
    const { line, move, wait } = console_();
    move();
    wait(59);
    move();
    expect(line.sent).toEqual(["here"]);
    wait(1);
    move();
    expect(line.sent).toEqual(["here", "here"]);
  });

  test("are sent as soon as the connection is back", () => {
    const { line, move } = console_();
    line.state = { kind: "reconnecting" };
    move();
    expect(line.sent).toEqual([]);
    line.state = { kind: "connected" };
    move();
    expect(line.sent).toEqual(["here"]);
  });
});
