/**
 * Files on their way to the gateway, one after the other: with progress, cancelled, tried again. They live
 * as long as the page; what has arrived is in the log.
 */
import type { ErrorBody } from "./protocol";
import { browserTimers, type Timers } from "./timers";

/** What the gateway makes something of; phones turn their own formats into one of these. */
export const FILE_TYPES = "image/jpeg,image/png,image/webp,image/gif,application/pdf";

/** So long may a request stand still: on its way, and, while the gateway looks into the file, at its end. */
const STALLED = 30_000;
const UNANSWERED = 120_000;

export interface Upload {
  client_id: string;
  file: File;
  /** `sent`: the gateway has it, and the log is about to show it. */
  state: "waiting" | "sending" | "sent" | "failed";
  /** From 0 to 1. */
  progress: number;
  /** Why it failed, with the figures of the refusal. */
  code: string | null;
  data: Record<string, string | number>;
}

export interface UploadTarget {
  /** The address, without the query. */
  url: string;
  headers: Record<string, string>;
}

export interface UploadOptions {
  /** Where the next file goes; null while nobody knows. */
  target(): UploadTarget | null;
  /** Bytes of one file. */
  most(): number;
  /** An id for each file, which the log knows it by. */
  newId(): string;
  onChange(uploads: readonly Upload[]): void;
  newRequest?(): XMLHttpRequest;
  timers?: Timers;
  /** Whose reader is asked before they leave it. */
  page?: LeftPage;
}

type LeftPage = Pick<Window, "addEventListener" | "removeEventListener">;

export type Uploads = ReturnType<typeof createUploads>;

/** Refusals after which the same file may be taken. */
const PASSING = new Set([
  "offline",
  "unavailable",
  "rate_limited",
  "files_down",
  "scanner_down",
  "request_too_slow",
  "internal",
]);

/** Whether it makes sense to send the same file again. */
export const mayRetry = ({ state, code }: Upload): boolean =>
  state === "failed" && PASSING.has(code ?? "");

export function createUploads(options: UploadOptions) {
  const { timers = browserTimers } = options;
  const newRequest = options.newRequest ?? (() => new XMLHttpRequest());
  const guard = leaveGuard(options.page);
  let uploads: readonly Upload[] = [];
  let current: { request: XMLHttpRequest; timer: unknown } | null = null;

  function change(next: readonly Upload[]): void {
    uploads = next;
    guard(uploads.some(isUnfinished));
    options.onChange(uploads);
  }

  function set(clientId: string, news: Partial<Upload>): void {
    change(uploads.map((each) => (each.client_id === clientId ? { ...each, ...news } : each)));
  }

  function begin(): void {
    const next = uploads.find(({ state }) => state === "waiting");
    const target = options.target();
    if (current || !next || !target) return;
    const { client_id, file } = next;
    const query = new URLSearchParams({ client_id, name: file.name.slice(-1000) });
    const request = newRequest();
    current = { request, timer: null };
    set(client_id, { state: "sending", progress: 0, code: null });
    request.open("POST", `${target.url}?${query}`);
    for (const [name, value] of Object.entries(target.headers)) {
      request.setRequestHeader(name, value);
    }
    request.setRequestHeader("Content-Type", "application/octet-stream");
    follow(request, client_id);
    request.send(file);
  }

  /** Ends the request, one way or the other: a network that is gone may never say so itself. */
  function follow(request: XMLHttpRequest, clientId: string): void {
    const end = (news: Partial<Upload>): void => {
      forget();
      set(clientId, news);
      begin();
    };
    const cutOff = () => end({ state: "failed", code: "offline", data: {} });
    const patience = (time: number): void => {
      if (current?.request !== request) return;
      timers.clear(current.timer);
      current.timer = timers.set(() => {
        request.abort();
        cutOff();
      }, time);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      patience(loaded < total ? STALLED : UNANSWERED);
      if (total) set(clientId, { progress: loaded / total });
    };
    request.onload = () => end(outcome(request, options.most()));
    request.onerror = cutOff;
    patience(STALLED);
  }

  function forget(): void {
    if (current) timers.clear(current.timer);
    current = null;
  }

  function abort(): void {
    const aborted = current?.request;
    forget();
    aborted?.abort();
  }

  return {
    get all() {
      return uploads;
    },
    add(files: Iterable<File>): void {
      const most = options.most();
      const added = [...files].map((file): Upload => {
        const large = file.size > most;
        const state = large ? "failed" : "waiting";
        const why = large ? tooLarge(most) : { code: null, data: {} };
        return { client_id: options.newId(), file, state, progress: 0, ...why };
      });
      change([...uploads, ...added]);
      begin();
    },
    /** What another page's life has left, under its ids: what had begun begins anew. */
    adopt(left: readonly Upload[]): void {
      const again = left.map(
        (each): Upload =>
          each.state === "sending" ? { ...each, state: "waiting", progress: 0 } : each,
      );
      change([...again, ...uploads]);
      begin();
    },
    retry(clientId: string): void {
      set(clientId, { state: "waiting", code: null });
      begin();
    },
    /** The connection is back, or it is known where files go: what was cut off goes on. */
    resume(): void {
      for (const { client_id, state, code } of uploads) {
        if (state === "failed" && code === "offline")
          set(client_id, { state: "waiting", code: null });
      }
      begin();
    },
    /** Ends one that is on its way, or forgets one that has failed. */
    cancel(clientId: string): void {
      const found = uploads.find(({ client_id }) => client_id === clientId);
      change(uploads.filter((each) => each !== found));
      if (found?.state !== "sending") return;
      abort();
      begin();
    },
    /** The log has these messages. */
    settle(clientIds: readonly string[]): void {
      const left = uploads.filter(({ client_id }) => !clientIds.includes(client_id));
      if (left.length === uploads.length) return;
      const ours = uploads.some(
        ({ client_id, state }) => state === "sending" && clientIds.includes(client_id),
      );
      change(left);
      if (ours) abort();
      begin();
    },
    stop(): void {
      abort();
      change([]);
    },
  };
}

const isUnfinished = ({ state }: Upload): boolean => state === "waiting" || state === "sending";

/** The browser asks before the page is left, for as long as something would be lost by that. */
function leaveGuard(page: LeftPage = globalThis): (needed: boolean) => void {
  const ask = (event: BeforeUnloadEvent): void => {
    event.preventDefault();
    event.returnValue = true; // for browsers that heed nothing else
  };
  let asks = false;
  return (needed) => {
    if (needed === asks) return;
    asks = needed;
    if (asks) page.addEventListener("beforeunload", ask);
    else page.removeEventListener("beforeunload", ask);
  };
}

const tooLarge = (most: number): Pick<Upload, "code" | "data"> => ({
  code: "file_large",
  data: { megabytes: Math.floor(most / 2 ** 20) },
});

function outcome(request: XMLHttpRequest, most: number): Partial<Upload> {
  if (request.status === 200) return { state: "sent", progress: 1 };
  const { code, data } = errorOf(request.responseText) ?? { code: "unavailable", data: {} };
  return { state: "failed", ...(code === "body_too_large" ? tooLarge(most) : { code, data }) };
}

/** Null for what is not ours, as a proxy's page. */
function errorOf(text: string): Pick<ErrorBody, "code" | "data"> | null {
  try {
    const told = (JSON.parse(text) as { error?: ErrorBody }).error;
    return told ? { code: told.code, data: told.data } : null;
  } catch {
    return null;
  }
}
