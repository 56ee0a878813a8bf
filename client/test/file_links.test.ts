import { describe, expect, it } from "vitest";
import { createFileLinks, type LinkState } from "../src/file_links";
import type { FileLinks } from "../src/protocol";
import { Clock, settled } from "./clock";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A gateway whose links end after ten minutes, and a page that shows files. */
function page() {
  const asked: string[][] = [];
  const clock = new Clock();
  const gone = new Set<string>();
  const gateway = { down: false, silent: false, time: 0 };
  const links = createFileLinks({
    async ask(files): Promise<FileLinks> {
      asked.push(files);
      if (gateway.silent) return new Promise(() => undefined);
      if (gateway.down) throw new Error("away");
      const number = asked.length;
      const there = files.filter((id) => !gone.has(id));
      return {
        links: there.map((id) => ({ id, whole: `/files/${id}/${number}`, thumbnail: null })),
        seconds: 600,
      };
    },
    timers: clock,
    now: () => gateway.time,
  });
  const shown = new Map<string, LinkState>();
  const watch = (id: string) => links.watch(id, (state) => void shown.set(id, state));
  const elapse = async (time: number) => {
    for (let left = time; left > 0; left -= 5 * SECOND) {
      gateway.time += 5 * SECOND;
      await clock.elapse(5 * SECOND);
    }
  };
  const whole = (id: string) => shown.get(id)?.link?.whole ?? null;
  const problem = (id: string) => shown.get(id)?.problem?.kind ?? null;
  return { links, asked, gone, gateway, clock, watch, elapse, whole, problem };
}

describe("links to files", () => {
  it("are asked for together, and once", async () => {
    const { watch, asked, whole } = page();
    watch("a");
    watch("b");
    watch("a");
    await settled();
    watch("b");
    await settled();
    expect(asked).toEqual([["a", "b"]]);
    expect(whole("b")).toBe("/files/b/1");
  });

  it("are renewed together before they end, for as long as the files are shown", async () => {
    const { watch, asked, elapse, whole } = page();
    const end = watch("a");
    watch("b");
    await elapse(8 * MINUTE);
    expect(asked).toHaveLength(1);
    await elapse(1 * MINUTE + 20 * SECOND);
    expect(asked).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(whole("a")).toBe("/files/a/2");
    end();
    await elapse(10 * MINUTE);
    expect(asked.at(-1)).toEqual(["b"]);
  });

  it("live at every moment of an hour", async () => {
    const { watch, asked, elapse, whole, gateway } = page();
    watch("a");
    await settled();
    let begun = 0;
    let last = whole("a");
    for (let step = 0; step < 360; step++) {
      await elapse(10 * SECOND);
      if (whole("a") !== last) begun = gateway.time;
      last = whole("a");
      expect(gateway.time - begun).toBeLessThan(10 * MINUTE);
    }
    expect(asked.length).toBeLessThan(8);
  });

  it("are renewed soon after a sleep that let them end", async () => {
    const { watch, elapse, whole, gateway } = page();
    watch("a");
    await settled();
    gateway.time += 60 * MINUTE; // the timers slept, too
    await elapse(15 * SECOND);
    expect(whole("a")).toBe("/files/a/2");
  });

  it("that could not be renewed are good until they end, and only then a problem", async () => {
    const { watch, elapse, whole, problem, gateway } = page();
    watch("a");
    await elapse(8 * MINUTE);
    gateway.down = true;
    await elapse(90 * SECOND);
    expect([whole("a"), problem("a")]).toEqual(["/files/a/1", null]);
    await elapse(60 * SECOND);
    expect([whole("a"), problem("a")]).toEqual([null, "failed"]);
    gateway.down = false;
    await elapse(15 * SECOND);
    expect(whole("a")).not.toBeNull();
    expect(problem("a")).toBeNull();
  });

  it("are not shown past their end while a question gets no answer, and are asked for again", async () => {
    const { watch, elapse, whole, gateway } = page();
    watch("a");
    await elapse(8 * MINUTE);
    gateway.silent = true;
    await elapse(3 * MINUTE);
    expect(whole("a")).toBeNull();
    gateway.silent = false;
    await elapse(30 * SECOND);
    expect(whole("a")).not.toBeNull();
  });

  it("that nobody has watched since they ended are not shown again", async () => {
    const { watch, elapse, whole, gateway } = page();
    watch("a")();
    await settled();
    await elapse(30 * MINUTE);
    gateway.down = true;
    watch("a");
    expect(whole("a")).toBeNull();
  });

  it("are told to be gone, and asked for again at the reader's wish alone", async () => {
    const { links, watch, elapse, gone, problem, whole, asked } = page();
    gone.add("a");
    watch("a");
    await elapse(20 * MINUTE);
    expect(problem("a")).toBe("gone");
    expect(asked).toHaveLength(1);
    gone.clear();
    links.again("a");
    await settled();
    expect([whole("a"), problem("a")]).toEqual(["/files/a/2", null]);
  });

  it("are new after each of a picture's failures, until it has failed three times", async () => {
    const { links, watch, whole, problem, asked } = page();
    watch("a");
    await settled();
    for (const number of [2, 3]) {
      links.broke("a");
      await settled();
      expect(whole("a")).toBe(`/files/a/${number}`);
    }
    links.broke("a");
    await settled();
    expect(problem("a")).toBe("broken");
    expect(asked).toHaveLength(3);
  });

  it("are asked for anew at every press, however often", async () => {
    const { links, watch, asked, problem, whole } = page();
    watch("a");
    await settled();
    for (let press = 2; press < 8; press++) {
      for (let failure = 0; failure < 3; failure++) {
        links.broke("a");
        await settled();
      }
      expect(problem("a")).not.toBeNull();
      const before = asked.length;
      links.again("a");
      await settled();
      expect(asked).toHaveLength(before + 1);
      expect([whole("a"), problem("a")]).toEqual([`/files/a/${asked.length}`, null]);
    }
  });

  it("of very many files are asked for in several questions", async () => {
    const { watch, asked } = page();
    for (let number = 0; number < 120; number++) watch(`file-${number}`);
    await settled();
    expect(asked.map(({ length }) => length)).toEqual([50, 50, 20]);
  });

  it("are looked after by one timer, which ends with the last file", async () => {
    const { watch, clock, elapse } = page();
    const ends = [watch("a"), watch("b")];
    await settled();
    expect(clock.waiting).toBe(1);
    for (const end of ends) end();
    await elapse(15 * SECOND);
    expect(clock.waiting).toBe(0);
  });
});
