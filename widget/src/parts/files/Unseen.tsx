import type { Event } from "@firuze/client";
import { Text } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";

interface UnseenProps {
  view: PartView<typeof en>;
  chat: Chat;
  event: Event;
}

/** The bot cannot look into files: it says so, and offers a person for as long as it has the chat. */
export function Unseen({ view, chat, event }: UnseenProps) {
  const { t, state, asking } = view;
  return (
    <>
      <Text text={t("file.unseen")} language={view.language} />
      {state?.owner === "bot" && (
        <div class="choices">
          <button
            type="button"
            class="choice"
            disabled={asking}
            data-testid="unseen-person"
            onClick={() => void chat.run("request_person")}
          >
            {t("person.ask")}
          </button>
        </div>
      )}
      <time class="meta" dateTime={event.at}>
        {view.format.time(event.at)}
      </time>
    </>
  );
}
