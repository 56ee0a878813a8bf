// @vitest-environment happy-dom
import type { Event as LogEvent, SentFile } from "@firuze/client";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import en from "../../../src/catalogue/en.json";
import { ThreadView } from "../../../src/ui/thread/ThreadView";
import { settled } from "../../line";
import { customerSaid, item, marks, mine } from "../../samples";
import { connected, ID } from "../../scene";
import { all, clear, click, draw, one } from "../page";

const PICTURE: SentFile = {
  ...{ id: "file-1", name: "box.jpg", kind: "image/jpeg", bytes: 240_000, sha256: "ab" },
  ...{ width: 400, height: 300 },
};
const BILL: SentFile = {
  ...{ ...PICTURE, id: "file-2", name: "bill.pdf", kind: "application/pdf" },
  ...{ width: null, height: null },
};

class SilentRequest {
  readonly upload = {};
  open(): void {}
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {}
}

beforeEach(() => vi.stubGlobal("XMLHttpRequest", SilentRequest));

afterEach(() => {
  clear();
  vi.unstubAllGlobals();
});

async function show(
  files: SentFile[] = [],
  ask: (ids: string[]) => Promise<{ whole: string; thumbnail: string | null } | null> = async () =>
    null,
) {
  const { desk, line, api } = await connected();
  const asked: string[][] = [];
  api.fileLinks = async (_, ids) => {
    asked.push(ids);
    const link = await ask(ids);
    return { links: link ? ids.map((id) => ({ id, ...link })) : [], seconds: 600 };
  };
  const events = files.map((file, index) => {
    const said = customerSaid(index + 1, file.name);
    return { ...said, body: { ...said.body, file } } as LogEvent;
  });
  const open = item(ID, { owner: mine("agent"), head: files.length });
  line.on("watch", () => ({ ok: true, item: open, packet: null }));
  line.on("sync", () => ({ ok: true, events, more: false, item: open, marks: marks() }));
  desk.go({ page: "inbox", conversation: ID });
  await act(settled);
  await act(settled);
  const thread = desk.thread.value;
  if (!thread) throw new Error("No conversation is open");
  await draw(desk, <ThreadView thread={thread} />);
  await act(settled);
  return { desk, asked };
}

/** Whether the page has taken it from the browser. */
async function hand(type: "paste" | "drop", types: string[], on: string): Promise<boolean> {
  const event = new Event(type, { bubbles: true, cancelable: true });
  const data = { types, files: [new File(["x"], "box.png", { type: "image/png" })] };
  Object.assign(event, { [type === "paste" ? "clipboardData" : "dataTransfer"]: data });
  await act(() => void one(on).dispatchEvent(event));
  return event.defaultPrevented;
}

describe.each(["paste", "drop"] as const)("a file, by %s", (type) => {
  test("goes to the customer beside a reply", async () => {
    const { desk } = await show();
    expect(await hand(type, ["Files"], "reply")).toBe(true);
    expect(desk.files.of(ID).uploads.value).toHaveLength(1);
    desk.files.leave();
  });

  test("goes nowhere while a note is written, and the agent reads why", async () => {
    const { desk } = await show();
    await click("composer-note");
    expect(await hand(type, ["Files"], "note")).toBe(true);
    expect(desk.files.of(ID).uploads.value).toEqual([]);
    expect(desk.toasts.shown.value.map(({ message }) => message.key)).toEqual(["file.not_in_note"]);
    await click("composer-reply");
    await hand(type, ["Files"], "reply");
    expect(desk.files.of(ID).uploads.value).toHaveLength(1);
    desk.files.leave();
  });
});

test("pasted text goes into the note", async () => {
  const { desk } = await show();
  await click("composer-note");
  expect(await hand("paste", ["text/plain", "Files"], "note")).toBe(false);
  expect(desk.toasts.shown.value).toEqual([]);
});

describe("a file in the log", () => {
  test("has no link to follow until its link has come", async () => {
    let reply: (link: { whole: string; thumbnail: null }) => void = () => undefined;
    await show([BILL], () => new Promise((resolve) => (reply = resolve)));
    expect(document.body.textContent).toContain("bill.pdf");
    expect(all("file")).toEqual([]);
    reply({ whole: "/files/bill", thumbnail: null });
    await act(settled);
    expect(one("file").getAttribute("href")).toBe("/files/bill");
    expect(one("file").textContent).toContain("240 kB");
  });

  test("that is gone says so, and is asked for again at each press", async () => {
    const { asked } = await show([BILL]);
    for (let press = 1; press < 6; press++) {
      const alert = document.querySelector('.text[role="alert"]');
      expect(alert?.textContent).toContain(en["file.gone"]);
      expect(asked).toHaveLength(press);
      await act(() => alert?.querySelector("button")?.click());
      await act(settled);
    }
  });

  test("whose picture does not load is asked for anew, and then says that it is not to be had now", async () => {
    let number = 0;
    await show([PICTURE], async () => {
      const whole = `/files/${++number}`;
      return { whole, thumbnail: `${whole}/small` };
    });
    for (const expected of [1, 2, 3]) {
      const image = one("file").querySelector("img");
      expect(image?.getAttribute("src")).toBe(`/files/${expected}/small`);
      await act(() => void image?.dispatchEvent(new Event("error")));
      await act(settled);
    }
    const alert = document.querySelector('.text[role="alert"]');
    expect(alert?.textContent).toContain(en["error.files_down"]);
    await act(() => alert?.querySelector("button")?.click());
    await act(settled);
    expect(one("file").querySelector("img")?.getAttribute("src")).toBe("/files/4/small");
  });
});
