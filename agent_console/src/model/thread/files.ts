/** Files of conversations: those on their way to the gateway, and links to those that are there. */
import {
  createFileLinks,
  createUploads,
  type Event,
  type FileLinks,
  type LinkKeeper,
  newClientId,
  type Timers,
  type Upload,
  type UploadOptions,
  type Uploads,
} from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { StaffApi } from "../../transport/api";

export interface ConversationFiles {
  readonly uploads: ReadonlySignal<readonly Upload[]>;
  add(files: Iterable<File>): void;
  retry(clientId: string): void;
  cancel(clientId: string): void;
  readonly links: LinkKeeper;
}

export interface FilesOptions {
  api: Pick<StaffApi, "filesTaken" | "fileLinks">;
  timers?: Timers;
  newRequest?(): XMLHttpRequest;
  page?: UploadOptions["page"];
}

export type FilesModel = ReturnType<typeof createFiles>;

export function createFiles({ api, timers, newRequest, page }: FilesOptions) {
  /** Bytes of one file; 0 until it is known, and where the installation takes none. */
  const most = signal(0);
  const open = new Map<string, { files: ConversationFiles; sending: Uploads }>();

  function opened(id: string) {
    const known = open.get(id);
    if (known) return known;
    const uploads = signal<readonly Upload[]>([]);
    const sending = createUploads({
      target: () => ({ url: uploadPath(id), headers: { accept: "application/json" } }),
      most: () => most.peek(),
      newId: newClientId,
      onChange: (next) => {
        uploads.value = next;
      },
      ...(newRequest && { newRequest }),
      ...(timers && { timers }),
      ...(page && { page }),
    });
    const ask = (files: string[]): Promise<FileLinks> => api.fileLinks(id, files);
    const links = createFileLinks({ ask, ...(timers && { timers }) });
    const { add, retry, cancel } = sending;
    const entry = { files: { uploads, add, retry, cancel, links }, sending };
    open.set(id, entry);
    return entry;
  }

  return {
    most,
    of: (conversation: string): ConversationFiles => opened(conversation).files,
    async learn(): Promise<void> {
      most.value = (await api.filesTaken()).most_bytes;
    },
    /** The log shows these events: their files have arrived. */
    settle(events: readonly Event[]): void {
      const ids = events.flatMap(({ body }) =>
        body.type === "agent.said" ? [body.client_id] : [],
      );
      for (const { sending } of open.values()) sending.settle(ids);
    },
    /** The line is back: what it cut off goes on. */
    resume(): void {
      for (const { sending } of open.values()) sending.resume();
    },
    /** The agent has logged out: nothing of theirs goes on. */
    leave(): void {
      for (const { sending } of open.values()) sending.stop();
      open.clear();
    },
  };
}

const uploadPath = (conversation: string): string =>
  `/api/staff/conversations/${encodeURIComponent(conversation)}/files`;
