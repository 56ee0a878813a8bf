/**
 * Files on their way to the gateway, one after the other: with progress, cancelled, tried again. They live
 * as long as the page; what has arrived is in the log.
 */
import type { ErrorBody } from "./protocol";

/** What the gateway makes something of; phones turn their own formats into one of these. */
export const FILE_TYPES = "image/jpeg,image/png,image/webp,image/gif,application/pdf";

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
}

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
  const newRequest = options.newRequest ?? (() => new XMLHttpRequest());
  let uploads: readonly Upload[] = [];
  let request: XMLHttpRequest | null = null;

  function change(next: readonly Upload[]): void {
    uploads = next;
    options.onChange(uploads);
  }

  function set(clientId: string, news: Partial<Upload>): void {
    change(uploads.map((each) => (each.client_id === clientId ? { ...each, ...news } : each)));
  }

  function begin(): void {
    const next = uploads.find(({ state }) => state === "waiting");
    const target = options.target();
    if (request || !next || !target) return;
    const { client_id, file } = next;
    const query = new URLSearchParams({ client_id, name: file.name.slice(-1000) });
    const sending = newRequest();
    request = sending;
    set(client_id, { state: "sending", progress: 0, code: null });
    sending.open("POST", `${target.url}?${query}`);
    for (const [name, value] of Object.entries(target.headers)) {
      sending.setRequestHeader(name, value);
    }
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.upload.onprogress = ({ loaded, total }) => {
      if (total) set(client_id, { progress: loaded / total });
    };
    const end = (news: Partial<Upload>): void => {
      request = null;
      set(client_id, news);
      begin();
    };
    sending.onload = () => end(outcome(sending));
    sending.onerror = () => end({ state: "failed", code: "offline", data: {} });
    sending.send(file);
  }

  return {
    get all() {
      return uploads;
    },
    add(files: Iterable<File>): void {
      const most = options.most();
      const added = [...files].map((file): Upload => {
        const large = file.size > most;
        const data = large ? { megabytes: Math.floor(most / 2 ** 20) } : {};
        const code = large ? "file_large" : null;
        const state = large ? "failed" : "waiting";
        return { client_id: options.newId(), file, state, progress: 0, code, data };
      });
      change([...uploads, ...added]);
      begin();
    },
    retry(clientId: string): void {
      set(clientId, { state: "waiting", code: null });
      begin();
    },
    /** Ends one that is on its way, or forgets one that has failed. */
    cancel(clientId: string): void {
      const found = uploads.find(({ client_id }) => client_id === clientId);
      change(uploads.filter((each) => each !== found));
      if (found?.state !== "sending") return;
      request?.abort();
      request = null;
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
      if (ours) {
        request?.abort();
        request = null;
      }
      begin();
    },
    stop(): void {
      request?.abort();
      request = null;
      change([]);
    },
  };
}

function outcome(request: XMLHttpRequest): Partial<Upload> {
  if (request.status === 200) return { state: "sent", progress: 1 };
  const { code, data } = errorOf(request.responseText) ?? { code: "unavailable", data: {} };
  return { state: "failed", code, data };
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
