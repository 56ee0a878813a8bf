/** Files in a conversation: shown, on their way, and taken from the agent's disk. */
import {
  FILE_TYPES,
  type FileLinkTo,
  isolated,
  mayRetry,
  type SentFile,
  type Upload,
} from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { fileSize } from "../../format/number";
import { problemOf, refusal } from "../../model/parts/problems";
import type { ConversationFiles } from "../../model/thread/files";
import { useDesk } from "../parts/context";
import { Icon } from "../parts/icons";

const AGAIN = 8 * 60_000; // milliseconds after which a link on the page is replaced
const TALLEST = 240; // pixels of a thumbnail

/** A picture as its thumbnail, which opens it large; a document by its name, to be saved. */
export function FileView({ file, conversation }: { file: SentFile; conversation: string }) {
  const { link, failed, again } = useLink(file.id, conversation);
  const size = fileSize(file.bytes, language.value);
  if (failed) {
    return (
      <p class="text" role="alert">
        <bdi>{file.name}</bdi> · {failed}{" "}
        <button class="link" type="button" onClick={again}>
          {t("move.again")}
        </button>
      </p>
    );
  }
  const height = Math.min(TALLEST, file.height ?? TALLEST);
  const width = Math.round((height * (file.width ?? 1)) / (file.height ?? 1));
  if (!link) {
    return file.height === null ? (
      <bdi>{file.name}</bdi>
    ) : (
      <span class="file-frame" style={{ width, height }} />
    );
  }
  if (link.thumbnail === null) {
    return (
      <a class="file-document" href={link.whole} data-testid="file" data-kind={file.kind}>
        <Icon name="paper" />
        <bdi>{file.name}</bdi>
        <span class="quiet">{size}</span>
      </a>
    );
  }
  return (
    <a
      class="file-picture"
      href={link.whole}
      target="_blank"
      rel="noopener"
      title={t("file.open", { name: file.name, size })}
      data-testid="file"
      data-kind={file.kind}
    >
      <img
        src={link.thumbnail}
        alt={t("file.picture", { name: file.name })}
        width={width}
        height={height}
        onError={again}
      />
    </a>
  );
}

/** The links to a file, renewed before they end for as long as it is shown. */
function useLink(id: string, conversation: string) {
  const { links } = useDesk().files.of(conversation);
  const link = useSignal<FileLinkTo | null>(null);
  const failed = useSignal<string | null>(null);
  const times = useSignal(0);
  useEffect(() => {
    let here = true;
    const ask = async () => {
      try {
        const found = await links.of(id);
        if (!here) return;
        link.value = found;
        failed.value = found ? null : t("file.gone");
      } catch (error) {
        if (here) failed.value = say(problemOf(error));
      }
    };
    void ask();
    const timer = setInterval(ask, AGAIN);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [id, conversation, times.value]);
  const again = () => {
    if (times.value < 3) times.value++;
    else failed.value = t("file.gone");
  };
  return { link: link.value, failed: failed.value, again };
}

/** A file that the log does not show yet. */
export function UploadRow({ upload, files }: { upload: Upload; files: ConversationFiles }) {
  const { client_id, file, state } = upload;
  const data = { id: null, data: upload.data };
  return (
    <article class="message" data-side="agent" data-testid="upload" data-state={state}>
      <div class="bubble">
        <p class="text">
          <bdi>{file.name}</bdi>
        </p>
        {state === "sending" && (
          <progress
            class="file-progress"
            max={1}
            value={upload.progress}
            aria-label={t("file.progress", { name: isolated(file.name) })}
          />
        )}
      </div>
      <p class={state === "failed" ? "message-foot problem" : "message-foot"}>
        {state === "failed" ? (
          <span role="alert">
            {t("thread.failed_to_send")} {say(refusal(upload.code ?? "internal", data))}
          </span>
        ) : (
          state !== "sent" && t("thread.sending")
        )}
        {mayRetry(upload) && (
          <button class="link" type="button" onClick={() => files.retry(client_id)}>
            {t("move.retry")}
          </button>
        )}
        {state !== "sent" && (
          <button class="link" type="button" onClick={() => files.cancel(client_id)}>
            {t(state === "failed" ? "move.delete" : "move.cancel")}
          </button>
        )}
      </p>
    </article>
  );
}

/** Opens the browser's picker; nothing where the installation takes no files. */
export function Attach({ conversation }: { conversation: string }) {
  const { files } = useDesk();
  const input = useRef<HTMLInputElement>(null);
  if (files.most.value === 0) return null;
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={FILE_TYPES}
        data-testid="file-input"
        onChange={(event) => {
          const field = event.currentTarget;
          files.of(conversation).add(field.files ?? []);
          field.value = "";
        }}
      />
      <button
        class="button"
        type="button"
        data-testid="attach"
        title={t("file.attach")}
        aria-label={t("file.attach")}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
    </>
  );
}

/** Handlers for an element on which files may be dropped, or into which they may be pasted. */
export function useFileDrop(conversation: string, may: boolean) {
  const { files } = useDesk();
  if (!may || files.most.value === 0) return {};
  const take = (event: Event, data: DataTransfer | null) => {
    if (!data?.types.includes("Files") || data.types.includes("text/plain")) return;
    event.preventDefault();
    if (event.type !== "dragover") files.of(conversation).add(data.files);
  };
  return {
    onDragOver: (event: DragEvent) => take(event, event.dataTransfer),
    onDrop: (event: DragEvent) => take(event, event.dataTransfer),
    onPaste: (event: ClipboardEvent) => take(event, event.clipboardData),
  };
}
