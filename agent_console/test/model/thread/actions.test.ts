import { describe, expect, test } from "vitest";
import { createToasts } from "../../../src/model/frame/toasts";
import { createActions } from "../../../src/model/thread/actions";
import { Clock, done, FakeLine, refused } from "../../line";

function scene() {
  const line = new FakeLine();
  const clock = new Clock();
  const toasts = createToasts(clock);
  const moves: string[] = [];
  let loggedOut = 0;
  const onLoggedOut = () => {
    loggedOut++;
  };
  const actions = createActions(line, toasts, onLoggedOut, (move) => moves.push(move));
  return { line, clock, toasts, actions, moves, loggedOut: () => loggedOut };
}

describe("moves", () => {
  test("are sent to the server, one at a time", async () => {
    const { line, actions, moves } = scene();
    line.on("accept", () => done());
    const first = actions.perform("accept", "a");
    expect(actions.busy.value).toBe("accept");
    await expect(actions.perform("accept", "a")).resolves.toBe(false);
    await expect(first).resolves.toBe(true);
    expect(actions.busy.value).toBeNull();
    expect(line.events()).toEqual(["accept"]);
    expect(moves).toEqual(["accept"]);
  });

  test("giving a conversation back can be undone by taking it", async () => {
    const { line, toasts, actions } = scene();
    line.on("return_to_bot", () => done()).on("take", () => done());
    await actions.perform("return_to_bot", "a");
    const [toast] = toasts.shown.value;
    expect(toast?.message.key).toBe("toast.returned");
    toast?.undo?.();
    expect(line.asked.at(-1)).toEqual(["take", { conversation_id: "a" }]);
  });

  test("a snooze says until when, and can be undone by waking", async () => {
    const { line, toasts, actions } = scene();
    line.on("snooze", () => done()).on("wake", () => done());
    await actions.snooze("a", new Date("2026-11-22T11:00:00Z"));
    expect(line.asked).toEqual([
      ["snooze", { conversation_id: "a", until: "2026-11-22T11:00:00.000Z" }],
    ]);
    toasts.shown.value[0]?.undo?.();
    expect(line.asked.at(-1)).toEqual(["wake", { conversation_id: "a" }]);
  });

  test("the next move in the conversation removes the undo from the screen", async () => {
    const { line, toasts, actions } = scene();
    line.on("snooze", () => done()).on("wake", () => done());
    const until = new Date("2026-11-22T11:00:00Z");
    await actions.snooze("a", until);
    await actions.snooze("b", until);
    await actions.perform("wake", "a");
    expect(toasts.shown.value).toHaveLength(1);
    toasts.shown.value[0]?.undo?.();
    expect(line.asked.at(-1)).toEqual(["wake", { conversation_id: "b" }]);
  });

  test("a handover says whether a slot is held, and has no undo", async () => {
    const { line, toasts, actions } = scene();
    let held = true;
    line.on("transfer", () => ({ ...done(), held }));
    const to = { conversation_id: "a", client_id: "c1" };
    await actions.transfer({ ...to, agent_id: "agent-omid" }, "Omid");
    held = false;
    await actions.transfer({ ...to, agent_id: "agent-omid" }, "Omid");
    await actions.transfer({ ...to, team: "returns" }, "returns");
    expect(toasts.shown.value).toMatchObject([
      { message: { key: "toast.transferred", params: { name: "Omid" } } },
      { message: { key: "toast.transferred.waits", params: { name: "Omid" } } },
      { message: { key: "toast.transferred.team", params: { name: "returns" } } },
    ]);
    expect(toasts.shown.value.some((toast) => toast.undo)).toBe(false);
  });

  test("taking over is taking what a colleague has", async () => {
    const { line, actions, moves } = scene();
    line.on("take", () => done());
    await actions.takeOver("a");
    expect(line.asked).toEqual([["take", { conversation_id: "a", over: true }]]);
    expect(moves).toEqual(["take_over"]);
  });

  test("closing tells the server how it ended, and cannot be undone", async () => {
    const { line, toasts, actions } = scene();
    line.on("close", () => done());
    await actions.close("a", "spam", 7);
    expect(line.asked).toEqual([["close", { conversation_id: "a", disposition: "spam", read: 7 }]]);
    expect(toasts.shown.value[0]?.undo).toBeUndefined();
  });

  test("closing over a message that has just come is refused in words", async () => {
    const { line, toasts, actions } = scene();
    line.on("close", () => refused("unread"));
    await expect(actions.close("a", "resolved", 7)).resolves.toBe(false);
    expect(toasts.shown.value).toMatchObject([
      { tone: "problem", message: { key: "error.unread" } },
    ]);
  });

  test("shows a refusal in words", async () => {
    const { line, toasts, actions, moves } = scene();
    line.on("accept", () => refused("illegal_move"));
    await expect(actions.perform("accept", "a")).resolves.toBe(false);
    expect(toasts.shown.value).toMatchObject([
      { tone: "problem", message: { key: "error.illegal_move" } },
    ]);
    expect(moves).toEqual([]);
  });

  test("shows a missing connection in words, too", async () => {
    const { toasts, actions } = scene();
    await actions.perform("take", "a");
    expect(toasts.shown.value[0]?.message.key).toBe("error.offline");
  });

  test("a session that has ended leads to the login, without a toast", async () => {
    const { line, toasts, actions, loggedOut } = scene();
    line.on("take", () => refused("unauthenticated"));
    await actions.perform("take", "a");
    expect(loggedOut()).toBe(1);
    expect(toasts.shown.value).toEqual([]);
  });
});

test("a toast goes by itself", async () => {
  const { clock, toasts } = scene();
  toasts.show({ tone: "done", message: { key: "toast.closed" } });
  await clock.elapse(8_000);
  expect(toasts.shown.value).toEqual([]);
});
