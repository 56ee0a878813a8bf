import { beforeEach, describe, expect, it } from "vitest";
import { createUploads, mayRetry, type Upload, type Uploads } from "../src/uploads";

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

const last = (): FakeRequest => FakeRequest.all.at(-1) as FakeRequest;
const states = () => items.map(({ file: { name }, state }) => `${name} ${state}`);

beforeEach(() => {
  FakeRequest.all = [];
  items = [];
  token = "t";
  ids = 0;
  uploads = createUploads({
    target: () =>
      token === null ? null : { url: "/files", headers: { Authorization: `Bearer ${token}` } },
    most: () => 100,
    newId: () => `id-${++ids}`,
    onChange: (next) => {
      items = next;
    },
    newRequest: () => new FakeRequest() as unknown as XMLHttpRequest,
  });
});

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
});
