import { Show, useLayoutEffect, useRef, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
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
  const { t, session } = view;
  const [page, setPage] = useState(false);
  const [talk, setTalk] = useState<string | null>(null);
  const link = useRef<HTMLButtonElement>(null);
  const closed = useRef(false);
  useLayoutEffect(() => {
    if (closed.current) link.current?.focus();
    closed.current = page;
  }, [page]);

  function back(): void {
    if (talk) setTalk(null);
    else setPage(false);
  }

  return (
    <>
      <div class="more">
        {session?.earlier && (
          <button
            type="button"
            class="link"
            ref={link}
            data-testid="earlier"
            onClick={() => setPage(true)}
          >
            {t("earlier.title")}
          </button>
        )}
        {onForget && <Forget view={view} onForget={onForget} />}
      </div>
      {page && (
        <Page view={view} chat={chat} title={t("earlier.title")} deep={talk !== null} onBack={back}>
          <Show part="earlier" as="Earlier" view={view} with={{ chat, talk, onTalk: setTalk }} />
        </Page>
      )}
    </>
  );
}
