import { describe, expect, test } from "vitest";
import { createMarks } from "../../../src/model/thread/marks";
import { Clock, FakeLine, settled } from "../../line";
import { marks } from "../../samples";

const read = (seq: number) => ({ delivered: seq, read: seq });

function scene() {
  const line = new FakeLine().on("mark", () => ({ ok: true }));
  const clock = new Clock();
  return { line, clock, model: createMarks(line, clock) };
}

describe("marks", () => {
  test("are none at first, and only rise", () => {
    const { model } = scene();
    expect(model.of("a")).toEqual(marks());
    model.learn("a", { customer: read(4) });
    model.learn("a", { customer: { delivered: 6, read: 2 } });
    model.learn("b", { staff: read(1) });
    expect(model.of("a")).toEqual(marks({ delivered: 6, read: 4 }));
  });

  test("of this console apply here at once, and are sent per conversation", async () => {
    const { line, model } = scene();
    model.resume();
    model.note("a", read(2));
    model.note("b", read(7));
    expect(model.of("a").staff).toEqual(read(2));
    await settled();
    expect(line.asked).toEqual([
      ["mark", { conversation_id: "a", ...read(2) }],
      ["mark", { conversation_id: "b", ...read(7) }],
    ]);
  });

  test("wait for the connection, and go out when it is back", async () => {
    const { line, clock, model } = scene();
    model.note("a", read(1));
    model.note("a", read(3));
    await clock.elapse(10_000);
    expect(line.asked).toEqual([]);
    model.resume();
    await settled();
    expect(line.asked).toEqual([["mark", { conversation_id: "a", ...read(3) }]]);
    model.pause();
    model.note("a", read(4));
    await clock.elapse(10_000);
    expect(line.asked).toHaveLength(1);
  });

  test("are sent immediately when the page is about to go", async () => {
    const { line, model } = scene();
    model.resume();
    model.note("a", read(1));
    await settled();
    model.note("a", read(2));
    model.hurry();
    await settled();
    expect(line.asked.map(([, payload]) => payload.read)).toEqual([1, 2]);
  });

  test("are forgotten at logout", async () => {
    const { line, clock, model } = scene();
    model.note("a", read(1));
    model.forget();
    expect(model.of("a")).toEqual(marks());
    model.resume();
    await clock.elapse(10_000);
    expect(line.asked).toEqual([]);
  });
});
