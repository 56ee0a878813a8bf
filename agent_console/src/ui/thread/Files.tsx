/** Files in a conversation: shown, on their way, and taken from the agent's disk. */
import {
  FILE_TYPES,
  fileSize,
  filesIn,
  isolated,
  type LinkState,
  mayRetry,
  NO_LINK,
  type SentFile,
  thumbnailSize,
  type Upload,
} from "@firuze/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { language, type Message, say, t } from "../../catalogue";
import { problemOf, refusal } from "../../model/parts/problems";
import type { DraftKind } from "../../model/thread/drafts";
import type { ConversationFiles } from "../../model/thread/files";
import { useDesk } from "../parts/context";
import { Icon } from "../parts/icons";

const TALLEST = 240; // pixels of a thumbnail

/** A picture as its thumbnail, which opens it large; a document by its name, to be saved. */
export function FileView({ file, conversation }: { file: SentFile; conversation: string }) {
  const { links } = useDesk().files.of(conversation);
  const [{ link, failures, problem }, setState] = useState(NO_LINK);
  useEffect(() => links.watch(file.id, setState), [links, file.id]);
  const size = fileSize(file.bytes, language.value);
  if (problem) {
    return (
      <p class="text" role="alert">
        <bdi>{file.name}</bdi> · {say(whyOf(problem))}{" "}
        <button class="link" type="button" onClick={() => links.again(file.id)}>
          {t("move.again")}
        </button>
      </p>
    );
  }
  const thumbnail = thumbnailSize(file, TALLEST);
  if (!link) {
    return thumbnail ? <span class="file-frame" style={thumbnail} /> : <bdi>{file.name}</bdi>;
  }
  if (!thumbnail || !link.thumbnail) {
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
        key={failures}
        src={link.thumbnail}
        alt={t("file.picture", { name: file.name })}
        {...thumbnail}
        onError={() => links.broke(file.id)}
      />
    </a>
  );
}

/** Says why a file cannot be shown. */
function whyOf(problem: NonNullable<LinkState["problem"]>): Message {
  if (problem.kind === "gone") return { key: "file.gone" };
  return problem.kind === "broken" ? refusal("files_down") : problemOf(problem.error);
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

/**
 * Handlers for an element on which files may be dropped, or into which they may be pasted. They go to the
 * customer, so none is taken while the agent writes to colleagues.
 */
export function useFileDrop(conversation: string, may: boolean, mode: DraftKind) {
  const { files, toasts } = useDesk();
  if (!may || files.most.value === 0) return {};
  const take = (event: ClipboardEvent | DragEvent) => {
    const taken = filesIn(event);
    if (!taken) return;
    if (mode === "reply") files.of(conversation).add(taken);
    else toasts.show({ tone: "problem", message: { key: "file.not_in_note" } });
  };
  return { onDragOver: take, onDrop: take, onPaste: take };
}
