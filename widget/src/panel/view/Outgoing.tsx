import type { OutboxItem } from "@firuze/client";
import type { Chat, Message } from "../model/chat";
import { reasonOf } from "./reason";
import { Text } from "./Text";
import type { View } from "./view";

interface OutgoingProps {
  item: OutboxItem<Message>;
  view: View;
  chat: Chat;
}

/** A message that the log does not show yet. Screen readers read it once the log has it, or when it has
 * failed. */
export function Outgoing({ item, view, chat }: OutgoingProps) {
  const { t } = view;
  const failed = item.state === "failed";
  return (
    <div
      class="row customer first last"
      aria-live={failed ? undefined : "off"}
      data-testid="outbox"
      data-state={item.state}
    >
      <span class="sr">{t("by.you")}</span>
      <Text text={item.body.text} language={view.language} />
      <div class={failed ? "meta bad" : "meta"}>
        <span>{t(`outbox.${item.state}`, { why: reasonOf(t, item.code) })}</span>
        {failed && (
          <>
            <button type="button" data-testid="retry" onClick={() => chat.retry(item.client_id)}>
              {t("failed.retry")}
            </button>
            <button
              type="button"
              data-testid="discard"
              onClick={() => chat.discard(item.client_id)}
            >
              {t("outbox.remove")}
            </button>
          </>
        )}
      </div>
    </div>
  );
}
