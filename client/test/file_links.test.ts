import { describe, expect, it } from "vitest";
import { createFileLinks } from "../src/file_links";
import type { FileLinks } from "../src/protocol";
import { Clock, settled } from "./clock";

const linkTo = (id: string) => ({ id, whole: `/files/${id}`, thumbnail: null });

function asking(answer: (files: string[]) => Promise<FileLinks>) {
  const asked: string[][] = [];
  const timers = new Clock();
  const links = createFileLinks({
    ask: (files) => {
      asked.push(files);
      return answer(files);
    },
    timers,
  });
  return { asked, timers, links };
}

const all = async (files: string[]): Promise<FileLinks> => ({
  links: files.map(linkTo),
  seconds: 600,
});

describe("links to files", () => {
  it("are asked for together, and once", async () => {
    const { links, asked } = asking(all);
    const found = await Promise.all([links.of("a"), links.of("b"), links.of("a")]);
    expect(found.map((link) => link?.whole)).toEqual(["/files/a", "/files/b", "/files/a"]);
    await links.of("b");
    expect(asked).toEqual([["a", "b"]]);
  });

  it("are asked for again before they end", async () => {
    const { links, asked, timers } = asking(all);
    await links.of("a");
    await timers.elapse(539_000);
    await links.of("a");
    await timers.elapse(2_000);
    await links.of("a");
    expect(asked).toEqual([["a"], ["a"]]);
  });

  it("are null for files that are gone", async () => {
    const { links } = asking(async () => ({ links: [], seconds: 600 }));
    expect(await links.of("a")).toBeNull();
  });

  it("fail for all who asked, and the next caller asks again", async () => {
    let fails = true;
    const { links } = asking((files) => (fails ? Promise.reject(new Error("away")) : all(files)));
    const both = Promise.allSettled([links.of("a"), links.of("b")]);
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    fails = false;
    expect(await links.of("a")).toEqual(linkTo("a"));
  });

  it("of very many files are asked for in several questions", async () => {
    const { links, asked } = asking(all);
    const ids = Array.from({ length: 120 }, (_, number) => `file-${number}`);
    await Promise.all(ids.map((id) => links.of(id)));
    await settled();
    expect(asked.map(({ length }) => length)).toEqual([50, 50, 20]);
  });
});
