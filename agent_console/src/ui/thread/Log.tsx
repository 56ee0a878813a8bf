import { dayNumber } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import type { Row } from "../../model/thread/rows";
import type { Thread } from "../../model/thread/thread";
import { dayOf } from "../../wording/times";
import { today, useDesk } from "../parts/context";
import { Icon } from "../parts/icons";
import { customerName } from "../parts/words";
import { UploadRow } from "./Files";
import { OutgoingRow, RowView } from "./rows";

const NEAR = 80; // pixels from the end within which the log follows
const FLASH = 2_000; // milliseconds

/** Shows the log, at its end unless the reader has scrolled up. */
export function Log({ thread }: { thread: Thread }) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useSignal(true);
  const height = useRef(0);
  const rows = thread.rows.value;
  const pending = usePending(thread.id);
  const files = useDesk().files.of(thread.id);
  const uploads = files.uploads.value;

  useLayoutEffect(() => {
    if (atEnd.peek()) scrollToEnd(box.current);
  }, [rows.length, pending.length, uploads.length, thread.typing.value]);
  useEffect(() => {
    // Elements that appear below the log must not hide its end.
    if (!box.current) return;
    const observer = new ResizeObserver(([log]) => {
      height.current = log?.target.clientHeight ?? 0;
      if (atEnd.peek()) scrollToEnd(box.current);
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useReveal(box.current, thread, (log) => {
    atEnd.value = isAtEnd(log);
  });

  return (
    <div class="log-frame">
      <div
        ref={box}
        class="log"
        role="log"
        aria-label={t("thread.log")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a reader without a mouse scrolls it by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: log }) => {
          if (log.clientHeight === height.current) atEnd.value = isAtEnd(log); // or else it was resized
        }}
      >
        {!thread.loaded.value && rows.length === 0 && (
          <p class="quiet log-loading">{t("thread.loading")}</p>
        )}
        {rows.map((row, index) => (
          <div key={row.seq} class="log-entry">
            <Day row={row} before={rows[index - 1]} />
            {row.seq === thread.news.value && (
              <p class="log-new" data-testid="new-messages">
                {t("thread.new")}
              </p>
            )}
            <RowView row={row} thread={thread} />
          </div>
        ))}
        {pending.map((item) => (
          <OutgoingRow key={item.client_id} item={item} thread={thread} />
        ))}
        {uploads.map((upload) => (
          <UploadRow key={upload.client_id} upload={upload} files={files} />
        ))}
        {thread.typing.value && <Typing thread={thread} />}
      </div>
      {!atEnd.value && (
        <button class="button log-latest" type="button" onClick={() => scrollToEnd(box.current)}>
          <Icon name="down" />
          {t("thread.latest")}
        </button>
      )}
    </div>
  );
}

/** Unsent messages of this console to the conversation. */
function usePending(conversation: string) {
  const outgoing = useDesk().outgoing.value;
  return outgoing?.items.value.filter(({ body }) => body.conversation_id === conversation) ?? [];
}

/** Leads to a message at once: on a longer way there, the log would still be near its end and be taken back. */
function useReveal(
  box: HTMLDivElement | null,
  thread: Thread,
  onMoved: (log: HTMLDivElement) => void,
): void {
  const revealed = thread.revealed.value;
  useEffect(() => {
    const row = revealed && box?.querySelector(`[data-seq="${revealed.seq}"]`);
    if (!box || !row) return;
    row.scrollIntoView({ block: "center" });
    onMoved(box);
    row.classList.add("flash");
    const timer = setTimeout(() => row.classList.remove("flash"), FLASH);
    return () => clearTimeout(timer);
  }, [revealed, box]);
}

function Day({ row, before }: { row: Row; before: Row | undefined }) {
  if (before && dayNumber(before.at) === dayNumber(row.at)) return null;
  const day = dayOf(row.at, today.value, language.value);
  return <p class="log-day">{typeof day === "string" ? day : say(day)}</p>;
}

function Typing({ thread }: { thread: Thread }) {
  const item = thread.item.value;
  return (
    <p class="typing" data-testid="typing">
      <span class="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {item && t("thread.typing", { name: customerName(item) })}
    </p>
  );
}

function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
}

function scrollToEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight;
}
