import { mayRetry, type Upload } from "@firuze/client";
import { effect, useEffect, useLayoutEffect, useRef, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";
import { whyOf } from "./reasons";
import { filesOf } from "./sending";

interface UploadsProps {
  view: PartView<typeof en>;
  chat: Chat;
}

/** The customer's files that the log does not show yet. */
export function Uploads({ view, chat }: UploadsProps) {
  const [items, setItems] = useState<readonly Upload[]>([]);
  const end = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { items: sending } = filesOf(chat);
    return effect(() => setItems(sending.value));
  }, [chat]);
  useLayoutEffect(() => {
    if (items.length) end.current?.scrollIntoView({ block: "nearest" });
  }, [items.length]);
  return (
    <>
      {items.map((upload) => (
        <Row key={upload.client_id} upload={upload} view={view} chat={chat} />
      ))}
      <div ref={end} />
    </>
  );
}

function Row({ upload, view, chat }: UploadsProps & { upload: Upload }) {
  const { t } = view;
  const { client_id, file, state } = upload;
  const { name } = file;
  const failed = state === "failed";
  const { retry, cancel } = filesOf(chat);
  return (
    <div class="row customer first last" data-testid="upload" data-state={state}>
      <span class="sr">{t("by.you")}</span>
      <div class="text file">
        <Preview file={file} />
        <bdi>{name}</bdi>
        {!failed && (
          <progress max={1} value={upload.progress} aria-label={t("file.progress", { name })} />
        )}
      </div>
      <div class={failed ? "meta bad" : "meta"}>
        {failed ? (
          <span role="alert">
            {t("outbox.failed", { why: whyOf(view, upload.code ?? "other", upload.data) })}
          </span>
        ) : (
          <span>{t(state === "sent" ? "outbox.sent" : "outbox.sending")}</span>
        )}
        {mayRetry(upload) && (
          <button type="button" data-testid="upload-retry" onClick={() => retry(client_id)}>
            {t("failed.retry")}
          </button>
        )}
        {state !== "sent" && (
          <button type="button" data-testid="upload-cancel" onClick={() => cancel(client_id)}>
            {failed ? t("outbox.remove") : t("file.cancel")}
          </button>
        )}
      </div>
    </div>
  );
}

/** The picture as the browser has it; nothing for what it cannot show. */
function Preview({ file }: { file: File }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!/^image\/(jpeg|png|webp|gif)$/.test(file.type)) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url ? <img class="preview" src={url} alt="" onError={() => setUrl("")} /> : null;
}
