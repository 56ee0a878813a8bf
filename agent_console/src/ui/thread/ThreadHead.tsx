import type { ConversationItem } from "@firuze/client";
import type { ComponentChildren } from "preact";
import { t } from "../../catalogue";
import { OwnerChip } from "../parts/chips";
import { visit } from "../parts/context";
import { Icon } from "../parts/icons";
import { customerName } from "../parts/words";

interface ThreadHeadProps {
  item: ConversationItem;
  /** The list behind the back button. */
  page: "inbox" | "archive";
  /** Beside the owner. */
  state: ComponentChildren;
  /** The moves, at the end of the line. */
  children?: ComponentChildren;
}

/** Above an open conversation: the way back, the customer, and who answers them. */
export function ThreadHead({ item, page, state, children }: ThreadHeadProps) {
  return (
    <header class="thread-head">
      <button
        class="button button-icon thread-back"
        type="button"
        aria-label={t("thread.back")}
        onClick={() => visit({ page, conversation: null })}
      >
        <Icon name="back" />
      </button>
      <div class="thread-who">
        <h1>
          <bdi>{customerName(item)}</bdi>
        </h1>
        <p class="thread-state">
          <OwnerChip item={item} />
          {state}
        </p>
      </div>
      {children}
    </header>
  );
}
