import { describe, expect, it } from "vitest";
import { Clock } from "../../client/test/clock";
import { incomingTyping } from "../src/panel/model/typing";
import { agentSaid, botSaid, customerSaid, event } from "./events";

const scene = () => {
  const clock = new Clock();
  return { clock, typing: incomingTyping(clock) };
};

describe("who is writing to the customer", () => {
  it("is the latest to have sent a typing event, until they stop", () => {
    const { typing } = scene();
    typing.receive({ by: "bot", active: true });
    typing.receive({ by: "agent", active: true });
    expect(typing.by.value).toBe("agent");
    typing.receive({ by: "agent", active: false });
    expect(typing.by.value).toBeNull();
  });

  it("is forgotten after ten seconds without another typing event", async () => {
    const { clock, typing } = scene();
    typing.receive({ by: "agent", active: true });
    await clock.elapse(9_000);
    typing.receive({ by: "agent", active: true });
    await clock.elapse(9_000);
    expect(typing.by.value).toBe("agent");
    await clock.elapse(1_000);
    expect(typing.by.value).toBeNull();
  });

  it("is nobody once the message has come, whoever wrote it", () => {
    for (const said of [agentSaid("yes"), botSaid("yes")]) {
      const { typing } = scene();
      typing.receive({ by: "agent", active: true });
      typing.settle(event(2, said));
      expect(typing.by.value).toBeNull();
    }
  });

  it("goes on while the customer writes, too", () => {
    const { typing } = scene();
    typing.receive({ by: "agent", active: true });
    typing.settle(event(2, customerSaid("one more thing")));
    expect(typing.by.value).toBe("agent");
  });

  it("is nobody when the chat ends", () => {
    const { typing } = scene();
    typing.receive({ by: "bot", active: true });
    typing.settle(undefined);
    expect(typing.by.value).toBeNull();
  });
});
