// @vitest-environment happy-dom
import { type Event, type Identity, RequestRefused, type SentFile } from "@firuze/client";
import { computed, effect, signal } from "@preact/signals-core";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import en from "../src/catalogue/en.json";
import fa from "../src/catalogue/fa.json";
import type { Chat } from "../src/panel/model/chat";
import { App } from "../src/panel/view/App";
import { viewOf } from "../src/panel/view/view";
import filesEn from "../src/parts/files/en.json";
import filesFa from "../src/parts/files/fa.json";
import { customerSaid } from "./events";
import { FakeGateway } from "./gateway";
import { loadedParts, quietAlerts } from "./part_scripts";

const PICTURE: SentFile = {
  id: "file-1",
  name: "<b>box</b>.jpg",
  kind: "image/jpeg",
  bytes: 2_400_000,
  width: 400,
  height: 300,
  sha256: "ab",
};
const BILL: SentFile = {
  ...PICTURE,
  id: "file-2",
  name: "bill.pdf",
  kind: "application/pdf",
  width: null,
  height: null,
};

class FakeRequest {
  static all: FakeRequest[] = [];
  readonly upload: { onprogress: ((event: object) => void) | null } = { onprogress: null };
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  status = 0;
  responseText = "";
  url = "";
  aborted = false;
  constructor() {
    FakeRequest.all.push(this);
  }
  open(_: string, url: string): void {
    this.url = url;
  }
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {
    this.aborted = true;
  }
}

let gateway: FakeGateway;
let chat: Chat;
let stop: () => void;

async function show(language: "en" | "fa" = "en", identity: Identity | null = null): Promise<void> {
  chat = await gateway.connected({ language, identity });
  const texts = signal(language === "fa" ? fa : en);
  const view = viewOf(chat, texts, signal(true), signal(false), signal(0), loadedParts());
  const props = computed(() => ({
    ...{ view: view.value, chat, open: true, focus: true, alerts: quietAlerts },
    onClose() {},
    onLanguage() {},
    onForget: null,
  }));
  stop = effect(() => render(<App {...props.value} />, document.body));
  await settled();
}

const all = (hook: string) => [
  ...document.querySelectorAll<HTMLElement>(`[data-testid="${hook}"]`),
];
const one = (hook: string) => all(hook)[0] as HTMLElement;

/** As the browser's picker leaves the field. */
async function pick(...files: File[]): Promise<void> {
  const field = one("attach");
  Object.defineProperty(field, "files", { value: files, configurable: true });
  field.dispatchEvent(new Event("change", { bubbles: true }) as unknown as globalThis.Event);
  await settled();
}

async function answer(status: number, body: object): Promise<void> {
  const request = FakeRequest.all.at(-1) as FakeRequest;
  request.status = status;
  request.responseText = JSON.stringify(body);
  request.onload?.();
  await settled();
}

const photo = () => new File([new Uint8Array(10)], "box.jpg", { type: "image/jpeg" });

beforeEach(() => {
  FakeRequest.all = [];
  gateway = new FakeGateway();
  gateway.fileBytes = 1000;
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => ({
    ok: true,
    json: async () => ({
      links: (JSON.parse(body).files as string[]).map((id) => ({
        id,
        whole: `/files/whole-${id}`,
        thumbnail: id === PICTURE.id ? `/files/small-${id}` : null,
      })),
      seconds: 600,
    }),
  }));
});

afterEach(() => {
  stop();
  render(null, document.body);
  vi.unstubAllGlobals();
});

describe("files in the panel", () => {
  it("show a picture as its thumbnail, which opens it large, and its name as text", async () => {
    await show();
    gateway.commit({ ...customerSaid(PICTURE.name), file: PICTURE } as Event["body"]);
    await settled();
    await vi.waitFor(() => expect(all("file")).toHaveLength(1));
    const link = one("file") as HTMLAnchorElement;
    expect(link.href).toContain("/files/whole-file-1");
    expect(link.getAttribute("aria-label")).toContain(PICTURE.name);
    const image = link.querySelector("img");
    expect(image?.getAttribute("src")).toContain("/files/small-file-1");
    expect(image?.getAttribute("height")).toBe("220");
    expect(document.querySelector("b")).toBeNull();
  });

  it.each(["en", "fa"] as const)("show a document by its name and size (%s)", async (language) => {
    await show(language);
    gateway.commit({ ...customerSaid(BILL.name), file: BILL } as Event["body"]);
    await settled();
    expect(one("file").textContent).toBe("bill.pdf");
    expect(one("event").textContent).toContain(language === "fa" ? "۲٫۴ مگابایت" : "2.4 MB");
  });

  it("are sent with progress, and gone from below once the log has them", async () => {
    await show();
    await pick(photo());
    expect(one("upload").dataset.state).toBe("sending");
    FakeRequest.all[0]?.upload.onprogress?.({ loaded: 1, total: 2 });
    await settled();
    expect(one("upload").querySelector("progress")?.getAttribute("value")).toBe("0.5");
    const id = new URL(FakeRequest.all[0]?.url ?? "", "http://x").searchParams.get("client_id");
    gateway.commit({ ...customerSaid(PICTURE.name, id ?? ""), file: PICTURE } as Event["body"]);
    await settled();
    expect(all("upload")).toEqual([]);
    await vi.waitFor(() => expect(all("file")).toHaveLength(1));
  });

  it("are cancelled by the customer", async () => {
    await show();
    await pick(photo());
    one("upload-cancel").click();
    await settled();
    expect(FakeRequest.all[0]?.aborted).toBe(true);
    expect(all("upload")).toEqual([]);
  });

  it.each([
    ["en", filesEn["file.file_kind"]],
    ["fa", filesFa["file.file_kind"]],
  ] as const)("say why they were refused, for good (%s)", async (language, sentence) => {
    await show(language);
    await pick(photo());
    await answer(422, { ok: false, error: { code: "file_kind", message: "", data: {} } });
    expect(one("upload").textContent).toContain(sentence);
    expect(all("upload-retry")).toEqual([]);
    one("upload-cancel").click();
    await settled();
    expect(all("upload")).toEqual([]);
  });

  it("that were refused for want of an agreement ask for it, and go out once it is given", async () => {
    await show();
    await pick(photo(), photo());
    gateway.consent = { version: 3, text: "We keep files.", link: null };
    const refusal = { ok: false, error: { code: "consent_needed", message: "", data: {} } };
    await answer(409, refusal);
    await answer(409, refusal);
    await vi.waitFor(() => expect(one("consent")).toBeDefined());
    expect(gateway.sessions).toHaveLength(2);
    gateway.commit({ type: "consent.given", version: 3 });
    await vi.waitFor(() => expect(FakeRequest.all).toHaveLength(3));
    expect(all("upload").map((upload) => upload.dataset.state)).toEqual(["sending", "waiting"]);
    expect(gateway.sessions).toHaveLength(2);
  });

  it("that failed for now can be sent again", async () => {
    await show();
    await pick(photo());
    await answer(503, { ok: false, error: { code: "scanner_down", message: "", data: {} } });
    one("upload-retry").click();
    await settled();
    expect(one("upload").dataset.state).toBe("sending");
    expect(FakeRequest.all).toHaveLength(2);
  });

  it.each(["paste", "drop"])("are taken by %s as well", async (way) => {
    await show();
    const data = { types: ["Files"], files: [photo()] };
    const event = Object.assign(new Event(way, { bubbles: true, cancelable: true }), {
      [way === "paste" ? "clipboardData" : "dataTransfer"]: data,
    });
    one("composer").dispatchEvent(event as unknown as globalThis.Event);
    await settled();
    expect(all("upload")).toHaveLength(1);
  });

  it("have no button where the shop takes none", async () => {
    gateway.fileBytes = 0;
    await show();
    expect(all("attach")).toEqual([]);
  });

  it("that the bot cannot see bring a sentence and a way to a person", async () => {
    await show();
    gateway.commit({ type: "files.unseen" }, { owner: "bot" });
    await settled();
    expect(document.body.textContent).toContain(filesEn["file.unseen"]);
    one("unseen-person").click();
    await settled();
    expect(gateway.requests.map(([name]) => name)).toContain("request_person");
  });

  it("that cannot be opened say so, with a button to try again", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new RequestRefused({ code: "files_down", message: "", id: null, data: {} });
    });
    await show();
    gateway.commit({ ...customerSaid(BILL.name), file: BILL } as Event["body"]);
    await vi.waitFor(() =>
      expect(one("event").querySelector('[role="alert"]')?.textContent).toContain("bill.pdf"),
    );
    expect(one("event").querySelector("button")?.textContent).toBe(en["failed.retry"]);
  });

  it("have no address until the link has come", async () => {
    const replies: ((answer: object) => void)[] = [];
    vi.stubGlobal("fetch", () => new Promise((resolve) => void replies.push(resolve)));
    await show();
    gateway.commit({ ...customerSaid(BILL.name), file: BILL } as Event["body"]);
    gateway.commit({ ...customerSaid(PICTURE.name), file: PICTURE } as Event["body"]);
    await settled();
    expect(all("event").map((row) => row.querySelectorAll("[href]").length)).toEqual([0, 0]);
    const links = [BILL, PICTURE].map(({ id }) => ({ id, whole: `/${id}`, thumbnail: `/${id}` }));
    for (const reply of replies) reply({ ok: true, json: async () => ({ links, seconds: 600 }) });
    await vi.waitFor(() =>
      expect(all("event").map((row) => row.querySelectorAll("[href]").length)).toEqual([1, 1]),
    );
  });

  it("that fail to load are asked for anew, at every press as well", async () => {
    let asked = 0;
    vi.stubGlobal("fetch", async () => {
      const whole = `/files/${++asked}`;
      const links = [{ id: PICTURE.id, whole, thumbnail: `${whole}/small` }];
      return { ok: true, json: async () => ({ links, seconds: 600 }) };
    });
    await show();
    gateway.commit({ ...customerSaid(PICTURE.name), file: PICTURE } as Event["body"]);
    const drawn = (number: number) =>
      vi.waitFor(() => expect(one("event").innerHTML).toContain(`/files/${number}/small`));
    for (const first of [1, 4, 7, 10]) {
      for (const number of [first, first + 1, first + 2]) {
        await drawn(number);
        one("event")
          .querySelector("img")
          ?.dispatchEvent(new Event("error") as never);
      }
      await vi.waitFor(() =>
        expect(one("event").textContent).toContain(filesEn["file.files_down"]),
      );
      one("event").querySelector("button")?.click();
    }
    await drawn(13);
  });

  it("say the figures of a refusal as their reader writes numbers", async () => {
    await show("fa");
    await pick(photo());
    const data = { megapixels: 30 };
    await answer(422, { ok: false, error: { code: "picture_large", message: "", data } });
    expect(one("upload").textContent).toContain("۳۰ مگاپیکسل");
  });

  it("go on by themselves when the connection is back", async () => {
    await show();
    await pick(photo());
    FakeRequest.all[0]?.onerror?.();
    await settled();
    expect(one("upload").dataset.state).toBe("failed");
    gateway.become({ kind: "reconnecting" });
    gateway.become({ kind: "connected" });
    await settled();
    expect(one("upload").dataset.state).toBe("sending");
    expect(FakeRequest.all[1]?.url).toBe(FakeRequest.all[0]?.url);
  });

  it("go nowhere before the chat is open, as the customer is told", async () => {
    gateway.down = true;
    await show();
    chat.attach([photo()]);
    await settled();
    const why = en["error.offline"];
    expect(one("notice").textContent).toContain(en["notice.failed"].replace("{why}", why));
  });

  describe("after the page has identified somebody", () => {
    const NIKA: Identity = { id: "nika", name: "Nika" } as Identity;

    async function remount(next: Identity | null, left: boolean): Promise<void> {
      if (left) void chat.leave();
      chat.stop();
      stop();
      render(null, document.body);
      await show("en", next);
    }

    beforeEach(async () => {
      await show("en", NIKA);
      await pick(photo(), photo());
    });

    it("go on for the same customer, under their ids", async () => {
      await remount(NIKA, false);
      expect(all("upload").map(({ dataset }) => dataset.state)).toEqual(["sending", "waiting"]);
      expect(FakeRequest.all.map(({ aborted }) => aborted)).toEqual([true, false]);
      expect(FakeRequest.all[1]?.url).toBe(FakeRequest.all[0]?.url);
    });

    it.each([
      ["somebody else", { id: "omid", name: "Omid" } as Identity],
      ["a visitor", null],
    ])("end for %s", async (_, next) => {
      await remount(next, true);
      expect(all("upload")).toEqual([]);
      await pick(photo());
      expect(all("upload")).toHaveLength(1);
      await remount(NIKA, true);
      expect(all("upload")).toEqual([]);
    });

    it("end for a customer who has left", async () => {
      await remount(NIKA, true);
      expect(all("upload")).toEqual([]);
    });
  });
});
