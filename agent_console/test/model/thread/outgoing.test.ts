import { type StaffPush, safeStorage } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createOutgoing } from "../../../src/model/thread/outgoing";
import { Clock, done, FakeLine, refused, said, settled } from "../../line";
import { agentSaid, item } from "../../samples";

const noStorage = () => {
  throw new Error("none");
};

function scene() {
  const clock = new Clock();
  const line = new FakeLine();
  let loggedOut = 0;
  const own: StaffPush[] = [];
  const outgoing = createOutgoing({
    line,
    storage: safeStorage(noStorage),
    agent: "agent-sara",
    timers: clock,
    onLoggedOut: () => {
      loggedOut++;
    },
    onOwn: (push) => own.push(push),
  });
  const write = (kind: "say" | "note", text: string) =>
    outgoing.add({ kind, conversation_id: "conversation-1", text });
  return { clock, line, outgoing, write, own, loggedOut: () => loggedOut };
}

describe("the outbox", () => {
  test("replies and notes keep the order in which they were written", async () => {
    const { line, outgoing, write } = scene();
    line.on("say", () => done()).on("note", () => done());
    write("say", "hello");
    write("note", "he is angry");
    write("say", "one moment");
    outgoing.resume();
    await settled();
    expect(line.asked.map(([event, { text }]) => [event, text])).toEqual([
      ["say", "hello"],
      ["note", "he is angry"],
      ["say", "one moment"],
    ]);
  });

  test("an acknowledged message stays until the log shows it", async () => {
    const { line, outgoing, write } = scene();
    line.on("say", () => done());
    write("say", "hello");
    outgoing.resume();
    await settled();
    expect(outgoing.items.value.map(({ state }) => state)).toEqual(["sent"]);
    outgoing.settle([agentSaid(5, "hello", outgoing.items.value[0]?.client_id)]);
    expect(outgoing.items.value).toEqual([]);
  });

  test("its ack brings what everybody else is pushed", async () => {
    const { line, outgoing, own, write } = scene();
    line.on("say", ({ client_id }) =>
      said({
        conversation_id: "conversation-1",
        events: [agentSaid(5, "hello", client_id as string)],
        item: item("conversation-1"),
      }),
    );
    write("say", "hello");
    outgoing.resume();
    await settled();
    expect(own.map(({ events }) => events[0]?.seq)).toEqual([5]);
    outgoing.settle(own[0]?.events ?? []);
    expect(outgoing.items.value).toEqual([]);
  });

  test("a message to a colleague's conversation is refused for good, and can be deleted", async () => {
    const { line, outgoing, write } = scene();
    line.on("say", () => refused("not_owner"));
    write("say", "too late");
    outgoing.resume();
    await settled();
    const [item] = outgoing.items.value;
    expect(item).toMatchObject({ state: "failed", code: "not_owner" });
    outgoing.remove(item?.client_id ?? "");
    expect(outgoing.items.value).toEqual([]);
  });

  test("when the session has ended it waits for the next login, under the same id", async () => {
    const { clock, line, outgoing, write, loggedOut } = scene();
    line.on("say", () => refused("unauthenticated"));
    write("say", "hello");
    outgoing.resume();
    await settled();
    expect(loggedOut()).toBe(1);
    expect(outgoing.items.value.map(({ state }) => state)).toEqual(["waiting"]);
    outgoing.pause();
    line.on("say", () => done());
    outgoing.resume();
    await clock.elapse(0);
    const ids = new Set(line.asked.map(([, { client_id }]) => client_id));
    expect(line.asked).toHaveLength(2);
    expect(ids.size).toBe(1);
  });
});
