import { Show, useLayoutEffect, useRef, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import { Data } from "./Data";
import type en from "./en.json";
import { Forget } from "./Forget";
import { Page } from "./Page";

export type MoreView = PartView<typeof en>;

interface MoreProps {
  view: MoreView;
  chat: Chat;
  /** Null for a customer who is signed in at the shop. */
  onForget: (() => void) | null;
}

/** Links below the composer; what they open lies over the chat, which stays as it is beneath. */
export function More({ view, chat, onForget }: MoreProps) {
  const { t, format, session, state, rows } = view;
  const [page, setPage] = useState<"earlier" | "data" | null>(null);
  const [talk, setTalk] = useState<string | null>(null);
  const pressed = useRef<HTMLElement | null>(null);
  // Another conversation, since what was kept of this customer was deleted, say: its pages are none any more.
  useLayoutEffect(() => setPage(null), [session?.conversation_id]);
  useLayoutEffect(() => {
    if (!page) pressed.current?.focus();
  }, [page]);

  function back(): void {
    if (talk) setTalk(null);
    else setPage(null);
  }

  const link = (name: "earlier" | "data", more = "") => (
    <button
      type="button"
      class="link"
      data-testid={name}
      onClick={({ currentTarget }) => {
        pressed.current = currentTarget;
        setPage(name);
      }}
    >
      {t(`${name}.title`)}
      {more}
    </button>
  );

  const answered =
    chat.events.value.findLast(({ body }) => body.type.startsWith("data_request"))?.body.type ===
    "data_request.answered";

  return (
    <>
      {session?.erased_at && !rows.length && (
        <p class="erased" role="status" data-testid="erased">
          {t("data.erased", { date: format.date(session.erased_at) })}
        </p>
      )}
      {!!state?.head && (
        <div class="more">
          {session?.earlier && link("earlier")}
          {link("data", answered ? t("data.news") : "")}
          {onForget && <Forget view={view} onForget={onForget} />}
        </div>
      )}
      {page && (
        <Page view={view} chat={chat} title={t(`${page}.title`)} deep={talk !== null} onBack={back}>
          {page === "data" ? (
            <Data view={view} chat={chat} />
          ) : (
            <Show part="earlier" as="Earlier" view={view} with={{ chat, talk, onTalk: setTalk }} />
          )}
        </Page>
      )}
    </>
  );
}
