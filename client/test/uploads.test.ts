import { beforeEach, describe, expect, it } from "vitest";
import { createUploads, mayRetry, type Upload, type Uploads } from "../src/uploads";
import { Clock } from "./clock";

/** A request that the test answers by hand. */
class FakeRequest {
  static all: FakeRequest[] = [];
  readonly upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null } = {
    onprogress: null,
  };
  readonly headers: Record<string, string> = {};
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  status = 0;
  responseText = "";
  url = "";
  sent: File | null = null;
  aborted = false;

  constructor() {
    FakeRequest.all.push(this);
  }
  open(_method: string, url: string): void {
    this.url = url;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(file: File): void {
    this.sent = file;
  }
  abort(): void {
    this.aborted = true;
  }
  answer(status: number, body: unknown = { ok: true }): void {
    this.status = status;
    this.responseText = typeof body === "string" ? body : JSON.stringify(body);
    this.onload?.();
  }
}

const refused = (code: string, data = {}) => ({ ok: false, error: { code, message: "", data } });
const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);

let uploads: Uploads;
let items: readonly Upload[];
let token: string | null;
let ids: number;
let page: EventTarget;
let clock: Clock;

const last = (): FakeRequest => FakeRequest.all.at(-1) as FakeRequest;
const states = () => items.map(({ file: { name }, state }) => `${name} ${state}`);

beforeEach(() => {
  FakeRequest.all = [];
  items = [];
  token = "t";
  ids = 0;
  page = new EventTarget();
  clock = new Clock();
  uploads = createUploads({
    target: () =>
      token === null ? null : { url: "/files", headers: { Authorization: `Bearer ${token}` } },
    most: () => 100,
    newId: () => `id-${++ids}`,
    onChange: (next) => {
      items = next;
    },
    newRequest: () => new FakeRequest() as unknown as XMLHttpRequest,
    page: page as Window,
    timers: clock,
  });
});

/** Whether the browser would ask the reader who leaves now. */
function asksWhoLeaves(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  Object.defineProperty(event, "returnValue", { value: "", writable: true }); // as browsers have it
  page.dispatchEvent(event);
  return event.defaultPrevented;
}

describe("files on their way", () => {
  it("go one after the other, with their names and ids", () => {
    uploads.add([file("a&b.png"), file("c.pdf")]);
    expect(states()).toEqual(["a&b.png sending", "c.pdf waiting"]);
    expect(last().url).toBe("/files?client_id=id-1&name=a%26b.png");
    expect(last().headers).toEqual({
      Authorization: "Bearer t",
      "Content-Type": "application/octet-stream",
    });
    last().answer(200);
    expect(states()).toEqual(["a&b.png sent", "c.pdf sending"]);
    expect(last().sent?.name).toBe("c.pdf");
  });

  it("tell how far they are", () => {
    uploads.add([file("a.png")]);
    last().upload.onprogress?.({ loaded: 5, total: 20 });
    expect(items[0]?.progress).toBe(0.25);
  });

  it("are gone once the log has them, also where the answer was lost", () => {
    uploads.add([file("a.png"), file("b.png")]);
    uploads.settle(["id-1", "somebody else's"]);
    expect(FakeRequest.all[0]?.aborted).toBe(true);
    expect(states()).toEqual(["b.png sending"]);
  });

  it("fail with the gateway's reason and its figures, and the next one goes on", () => {
    uploads.add([file("a.png"), file("b.png")]);
    last().answer(422, refused("picture_large", { megapixels: 30 }));
    expect(items[0]).toMatchObject({ code: "picture_large", data: { megapixels: 30 } });
    expect(states()).toEqual(["a.png failed", "b.png sending"]);
  });

  it.each([
    ["files_down", true],
    ["rate_limited", true],
    ["file_kind", false],
    ["file_infected", false],
  ])("that were refused as %s may be sent again: %s", (code, may) => {
    uploads.add([file("a.png")]);
    last().answer(422, refused(code));
    expect(mayRetry(items[0] as Upload)).toBe(may);
  });

  it("that met no gateway are sent again under the same id", () => {
    uploads.add([file("a.png")]);
    last().onerror?.();
    expect(items[0]).toMatchObject({ state: "failed", code: "offline" });
    uploads.retry("id-1");
    expect(last().url).toContain("client_id=id-1");
    last().answer(200);
    expect(states()).toEqual(["a.png sent"]);
  });

  it("that a proxy answers with a page of its own failed for now", () => {
    uploads.add([file("a.png")]);
    last().answer(502, "<html>Bad gateway</html>");
    expect(items[0]?.code).toBe("unavailable");
    last().answer(502, "null");
    expect(items[0]?.code).toBe("unavailable");
  });

  it("that are too large never leave", () => {
    uploads.add([file("a.png", 101)]);
    expect(FakeRequest.all).toEqual([]);
    expect(items[0]).toMatchObject({ state: "failed", code: "file_large" });
  });

  it("are cancelled on their way, and the next one goes on", () => {
    uploads.add([file("a.png"), file("b.png"), file("c.png")]);
    uploads.cancel("id-1");
    expect(FakeRequest.all[0]?.aborted).toBe(true);
    uploads.cancel("id-3");
    expect(states()).toEqual(["b.png sending"]);
  });

  it("wait while nobody knows where they go", () => {
    token = null;
    uploads.add([file("a.png")]);
    expect(states()).toEqual(["a.png waiting"]);
    token = "t";
    uploads.retry("id-1");
    expect(states()).toEqual(["a.png sending"]);
  });

  it("end with the chat", () => {
    uploads.add([file("a.png"), file("b.png")]);
    uploads.stop();
    expect(last().aborted).toBe(true);
    expect(items).toEqual([]);
  });

  it("keep the reader from leaving until the last has arrived", () => {
    expect(asksWhoLeaves()).toBe(false);
    uploads.add([file("a.png"), file("b.png")]);
    last().answer(200);
    expect(asksWhoLeaves()).toBe(true);
    last().answer(200);
    expect(asksWhoLeaves()).toBe(false);
  });

  it("keep nobody once they have failed, are cancelled or the chat is over", () => {
    uploads.add([file("a.png")]);
    last().answer(422, refused("file_kind"));
    expect(asksWhoLeaves()).toBe(false);
    uploads.add([file("b.png")]);
    uploads.cancel("id-2");
    expect(asksWhoLeaves()).toBe(false);
    uploads.add([file("c.png")]);
    uploads.stop();
    expect(asksWhoLeaves()).toBe(false);
  });

  it("that were cut off go on with the connection, and others stay refused", () => {
    uploads.add([file("a.png"), file("b.png"), file("c.png")]);
    last().onerror?.();
    last().answer(422, refused("file_kind"));
    last().onerror?.();
    expect(states()).toEqual(["a.png failed", "b.png failed", "c.png failed"]);
    uploads.resume();
    expect(states()).toEqual(["a.png sending", "b.png failed", "c.png waiting"]);
    expect(last().url).toContain("client_id=id-1");
  });

  it("that stand still for half a minute are cut off, and the next one goes on", async () => {
    uploads.add([file("a.png"), file("b.png")]);
    await clock.elapse(29_000);
    last().upload.onprogress?.({ loaded: 5, total: 20 });
    await clock.elapse(29_000);
    expect(items[0]?.state).toBe("sending");
    await clock.elapse(1_000);
    expect(FakeRequest.all[0]?.aborted).toBe(true);
    expect(items[0]).toMatchObject({ state: "failed", code: "offline" });
    expect(states()).toEqual(["a.png failed", "b.png sending"]);
  });

  it("that have left whole are given two minutes for the gateway to look into them", async () => {
    uploads.add([file("a.png")]);
    last().upload.onprogress?.({ loaded: 20, total: 20 });
    await clock.elapse(119_000);
    expect(items[0]?.state).toBe("sending");
    await clock.elapse(1_000);
    expect(items[0]).toMatchObject({ state: "failed", code: "offline" });
  });

  it("leave no timer behind", () => {
    uploads.add([file("a.png"), file("b.png"), file("c.png"), file("d.png")]);
    last().answer(200);
    uploads.cancel("id-2");
    uploads.settle(["id-3"]);
    uploads.stop();
    expect(clock.waiting).toBe(0);
  });

  it("that another page's life has left go on under their ids", () => {
    uploads.add([file("a.png"), file("b.png")]);
    last().answer(503, refused("scanner_down"));
    const left = uploads.all;
    uploads.stop();
    uploads.adopt(left);
    expect(states()).toEqual(["a.png failed", "b.png sending"]);
    expect(last().url).toContain("client_id=id-2");
  });

  it("that the gateway's server finds too large say so in figures", () => {
    uploads.add([file("a.png")]);
    last().answer(413, refused("body_too_large"));
    expect(items[0]).toMatchObject({ code: "file_large", data: { megabytes: 0 } });
  });
});
