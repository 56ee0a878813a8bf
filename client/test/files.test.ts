import { describe, expect, it } from "vitest";
import { fileSize, filesIn, thumbnailSize } from "../src/files";
import type { SentFile } from "../src/protocol";

const FILES = [new File(["x"], "box.png")];

function eventOf(type: "paste" | "drop" | "dragover", types: string[]) {
  const event = {
    type,
    taken: false,
    preventDefault() {
      event.taken = true;
    },
  };
  const data = { types, files: FILES };
  return Object.assign(event, { [type === "paste" ? "clipboardData" : "dataTransfer"]: data });
}

const filesOf = (event: ReturnType<typeof eventOf>) => filesIn(event as unknown as DragEvent);

describe("files that are handed to a page", () => {
  it.each(["paste", "drop"] as const)("are taken by %s", (type) => {
    const event = eventOf(type, ["Files"]);
    expect(filesOf(event)).toEqual(FILES);
    expect(event.taken).toBe(true);
  });

  it("may be dropped where they are dragged, and not before", () => {
    const event = eventOf("dragover", ["Files"]);
    expect(filesOf(event)).toBeNull();
    expect(event.taken).toBe(true);
  });

  it.each([[["text/plain"]], [["text/plain", "Files"]]])("leave text alone: %s", (types) => {
    const event = eventOf("paste", types);
    expect(filesOf(event)).toBeNull();
    expect(event.taken).toBe(false);
  });
});

describe("the size of a file", () => {
  it.each([
    [900, "1 kB", "۱ کیلوبایت"],
    [240_000, "240 kB", "۲۴۰ کیلوبایت"],
    [2_400_000, "2.4 MB", "۲٫۴ مگابایت"],
  ])("of %s bytes", (bytes, english, persian) => {
    expect(fileSize(bytes, "en")).toBe(english);
    expect(fileSize(bytes, "fa")).toBe(persian);
  });
});

describe("a thumbnail", () => {
  const sized = (width: number | null, height: number | null) =>
    thumbnailSize({ width, height } as SentFile, 220);

  it("keeps the picture's shape, and is no taller than it may be", () => {
    expect(sized(400, 300)).toEqual({ width: 293, height: 220 });
    expect(sized(400, 100)).toEqual({ width: 400, height: 100 });
  });

  it("is nothing for a document", () => expect(sized(null, null)).toBeNull());
});
