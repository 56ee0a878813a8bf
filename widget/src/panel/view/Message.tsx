import { useLayoutEffect } from "preact/hooks";
import type { Chat } from "../model/chat";
import type { MessageRow } from "../model/rows";
import { Show } from "./Show";
import { Text } from "./Text";
import type { View } from "./view";

interface MessageProps {
  row: MessageRow;
  view: View;
  chat: Chat;
}

export function Message({ row, view, chat }: MessageProps) {
  const { event, by } = row;
  const { t, receipt } = view;
  const edges = `${row.first ? " first" : ""}${row.last ? " last" : ""}`;
  const { read, busy } = useMarks(row, view);
  return (
    <div
      class={`row ${by}${edges}`}
      aria-busy={busy}
      data-testid="event"
      data-type={event.body.type}
      data-seq={event.seq}
    >
      <span class={row.first && by !== "customer" ? "by" : "sr"}>{authorOf(row, view)}</span>
      {row.file ? (
        <Show part="files" as="Sent" view={view} with={{ chat, file: row.file }} />
      ) : !event.body.text && row.card ? null : (
        <Text text={event.body.text} language={view.language} read={read} />
      )}
      {row.card && <Show part="cards" as="Card" view={view} with={{ card: row.card }} />}
      {row.buttons.length > 0 && !view.consent && !view.pressed.has(event.seq) && (
        <div class="choices">
          {row.buttons.map((title, index) => (
            <button
              type="button"
              class="choice"
              key={title}
              data-testid="reply-button"
              onClick={() => chat.say({ text: title, button: { seq: event.seq, index } })}
            >
              {title}
            </button>
          ))}
        </div>
      )}
      {row.last && (
        <div class="meta">
          <time dateTime={event.at}>{view.format.time(event.at)}</time>
          {receipt?.seq === event.seq && (
            <span aria-live="off" data-testid="receipt" data-state={receipt.state}>
              {t(`outbox.${receipt.state}`)}
            </span>
          )}
        </div>
      )}
    </div>
  );
}

/** What Markdown begins with; the part that reads it is loaded for no other text. */
const MARKED = /[*_`]|\]\(|^ {0,8}(?:[-•]|[\d۰-۹٠-٩]{1,3}[.)]) /m;

/** Words are readable at once, with their marks until what reads them has loaded; screen readers wait for
 * that, and read them once. */
function useMarks({ by, event, file }: MessageRow, { parts }: View) {
  const marked = !file && by !== "customer" && MARKED.test(event.body.text);
  useLayoutEffect(() => {
    if (marked) parts.need("markup");
  }, [marked]);
  const part = marked && parts.states.markup;
  return {
    read: typeof part === "object" ? part.read : undefined,
    busy: marked && (!part || part === "loading"),
  };
}

function authorOf({ by, event }: MessageRow, { t }: View): string {
  if (by === "customer") return t("by.you");
  return by === "bot" ? t("by.bot") : (event.actor.name ?? t("by.agent"));
}
