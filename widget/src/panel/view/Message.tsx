import { useLayoutEffect } from "preact/hooks";
import type { Chat } from "../model/chat";
import type { MessageRow } from "../model/rows";
import { ArticleLink } from "./ArticleLink";
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
  return (
    <div
      class={`row ${by}${edges}`}
      data-testid="event"
      data-type={event.body.type}
      data-seq={event.seq}
    >
      <span class={row.first && by !== "customer" ? "by" : "sr"}>{authorOf(row, view)}</span>
      {row.file ? (
        <Show part="files" as="Sent" view={view} with={{ chat, file: row.file }} />
      ) : (
        <Words text={event.body.text} by={by} view={view} />
      )}
      {row.card && <Show part="orders" as="Card" view={view} with={{ card: row.card }} />}
      {row.article && <ArticleLink article={row.article} view={view} />}
      {row.buttons.length > 0 && !view.pressed.has(event.seq) && (
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

interface WordsProps {
  text: string;
  by: MessageRow["by"];
  view: View;
}

/** The words of a message: readable at once, with their marks until what reads them has loaded. */
function Words({ text, by, view }: WordsProps) {
  const { parts, language } = view;
  const marked = by !== "customer" && MARKED.test(text);
  useLayoutEffect(() => {
    if (marked) parts.need("markup");
  }, [marked]);
  const part = parts.states.markup;
  const read = marked && typeof part === "object" ? part.read : undefined;
  return <Text text={text} language={language} read={read} />;
}

function authorOf({ by, event }: MessageRow, { t }: View): string {
  if (by === "customer") return t("by.you");
  return by === "bot" ? t("by.bot") : (event.actor.name ?? t("by.agent"));
}
