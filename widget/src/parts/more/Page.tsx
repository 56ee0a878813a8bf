import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { MoreView } from "./More";

interface PageProps {
  view: MoreView;
  chat: Chat;
  title: string;
  /** Whether the way back leads to a page of the same matter, not to the chat. */
  deep: boolean;
  onBack(): void;
  children: ComponentChildren;
}

/** Lies over the whole panel. Nothing beneath can be reached, read or counts as seen until it is gone. */
export function Page({ view, chat, title, deep, onBack, children }: PageProps) {
  const { t, state } = view;
  const page = useRef<HTMLElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  const [head] = useState(state?.head ?? 0);
  const news = view.rows.some(
    (row) => row.kind === "message" && row.by !== "customer" && row.event.seq > head,
  );
  useLayoutEffect(() => {
    const beneath = [...(page.current?.parentElement?.children ?? [])];
    for (const element of beneath) element.toggleAttribute("inert", element !== page.current);
    return () => {
      for (const element of beneath) element.removeAttribute("inert");
    };
  });
  useEffect(() => {
    chat.covered.value = true;
    // Later, since the panel draws anew at once when something is seen, and this page is just being taken away.
    return () =>
      queueMicrotask(() => {
        chat.covered.value = false;
      });
  }, [chat]);
  useLayoutEffect(() => {
    if (deep || !opened.current) back.current?.focus();
    opened.current = true;
  }, [deep]);
  return (
    <section
      class="page"
      ref={page}
      aria-label={title}
      data-testid="page"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation(); // the panel stays open
        onBack();
      }}
    >
      <header>
        <button type="button" ref={back} data-testid="back" onClick={onBack}>
          <span aria-hidden="true">{view.language === "fa" ? "→" : "←"}</span>{" "}
          {t(deep ? "more.back.list" : news ? "more.back.news" : "more.back")}
        </button>
        <h2>{title}</h2>
      </header>
      <div class="leaf">{children}</div>
    </section>
  );
}
