import { dayNumber } from "@firuze/client";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Chat } from "../model/chat";
import { Message } from "./Message";
import { Moment } from "./Moment";
import { Outgoing } from "./Outgoing";
import { Show } from "./Show";
import type { View } from "./view";
import { QuickQuestions, Welcome } from "./Welcome";

const NEAR = 80; // pixels from the end within which the log keeps following

interface LogProps {
  view: View;
  chat: Chat;
  open: boolean;
  quick: boolean;
}

export function Log({ view, chat, open, quick }: LogProps) {
  const { t, format, rows, receipt, outbox, today, parts } = view;
  const list = useMemo(
    () => rows.map((row) => rowOf(row, view, chat)),
    [rows, t, format, receipt, outbox, today, view.state, view.asking, view.consent, parts.states],
  );
  const { ref, onScroll, away, toEnd } = useFollow(view, open);
  return (
    <div class="body">
      <div
        class="log"
        ref={ref}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label={t("log.label")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
      >
        <Beginning view={view} chat={chat} />
        {list}
        {view.outbox.map((item) => (
          <Outgoing key={item.client_id} item={item} view={view} chat={chat} />
        ))}
        {view.sends && <Show part="files" as="Uploads" view={view} with={{ chat }} />}
        {quick && view.outbox.length === 0 && <QuickQuestions view={view} chat={chat} />}
        {view.typing && <Typing view={view} />}
      </div>
      {away && (
        <button type="button" class="newer" onClick={toEnd}>
          {t("log.newer")} ↓
        </button>
      )}
    </div>
  );
}

function Beginning({ view, chat }: { view: View; chat: Chat }) {
  const { t } = view;
  if (view.loaded) return <Welcome view={view} />;
  if (!view.failure) return <p class="moment">{t("log.loading")}</p>;
  return (
    <div class="failed" role="alert" data-testid="session-error">
      <h3>{t("failed.title")}</h3>
      <p class="quiet">{t("failed.hint")}</p>
      <button type="button" class="primary" onClick={() => void chat.open()}>
        {t("failed.retry")}
      </button>
    </div>
  );
}

/** One row, as every log shows it. */
export function rowOf(row: View["rows"][number], view: View, chat: Chat) {
  if (row.kind === "message") {
    return <Message key={row.event.seq} row={row} view={view} chat={chat} />;
  }
  if (row.kind === "moment")
    return <Moment key={row.event.seq} row={row} view={view} chat={chat} />;
  return (
    <p class="day" key={`day ${row.at}`}>
      {dayName(row.at, view)}
    </p>
  );
}

function dayName(at: string, { t, format, today }: View): string {
  const days = today - dayNumber(at);
  return days === 0 ? t("log.today") : days === 1 ? t("log.yesterday") : format.weekday(at);
}

function Typing({ view: { t, typing, state } }: { view: View }) {
  const name = state?.agent?.name ?? t("by.agent");
  return (
    <p class="typing" data-testid="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {t(typing === "agent" ? "typing.agent" : "typing.bot", { name })}
    </p>
  );
}

/** Follows the end while the reader is there; otherwise offers a jump when there is news. */
function useFollow(view: View, open: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const height = useRef(0);
  const [away, setAway] = useState(false);

  const toEnd = () => {
    const log = ref.current;
    if (log?.childNodes[1]) log.scrollTop = log.scrollHeight; // before there is more than a word, it is at its end
  };
  const onScroll = () => {
    const log = ref.current;
    if (!log || !open || log.clientHeight !== height.current) return; // a keyboard scrolls nobody
    following.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (following.current) setAway(false);
  };
  useLayoutEffect(() => {
    following.current = true;
    toEnd();
  }, [open, view.loaded, view.outbox.length]);
  useLayoutEffect(() => {
    if (following.current) toEnd();
    else setAway(true);
  }, [view.rows]);
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [view.typing, view.parts.states]);
  useEffect(() => {
    const resized = new ResizeObserver(([log]) => {
      height.current = log?.target.clientHeight ?? 0;
      if (following.current) toEnd();
    });
    if (ref.current) resized.observe(ref.current);
    return () => resized.disconnect();
  }, []);
  return { ref, onScroll, away, toEnd };
}
