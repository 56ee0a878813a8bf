import type { EarlierItem, EarlierLog, EarlierPage, Event, Marks } from "@firuze/client";
import {
  accepted,
  directionOf,
  lastOwn,
  reasonOf,
  receiptOf,
  rowOf,
  toRows,
  useLayoutEffect,
  useRef,
} from "../../kit";
import type { Chat } from "../../panel/model/chat";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";
import { type Paged, usePages } from "./pages";

type EarlierView = PartView<typeof en>;

interface EarlierProps {
  view: EarlierView;
  chat: Chat;
  /** The id of the conversation that is being read. */
  talk: string | null;
  onTalk(id: string): void;
}

/** The list stays where it is while one of the conversations is read. */
export function Earlier({ view, chat, talk, onTalk }: EarlierProps) {
  const { t, language } = view;
  const list = usePages<EarlierItem>(language, async (after) =>
    accepted(
      await chat.request<EarlierPage>("list_earlier", { language, before: after?.id ?? null }),
    ),
  );
  const pressed = useRef<HTMLButtonElement>(null);
  const scrolled = useRef(0);
  useLayoutEffect(() => {
    const leaf = pressed.current?.closest(".leaf");
    if (talk || !leaf) return;
    leaf.scrollTop = scrolled.current;
    pressed.current?.focus({ preventScroll: true });
  }, [talk]);
  return (
    <>
      <ul class="talks" hidden={talk !== null} data-testid="earlier-list">
        {list.items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              class="talk"
              data-testid="earlier-item"
              onClick={({ currentTarget: button }) => {
                pressed.current = button;
                scrolled.current = button.closest(".leaf")?.scrollTop ?? 0;
                onTalk(item.id);
              }}
            >
              <Item item={item} view={view} />
            </button>
          </li>
        ))}
      </ul>
      {!talk && !list.items.length && !list.busy && !list.code && (
        <p class="moment">{t("earlier.none")}</p>
      )}
      {!talk && <Rest list={list} view={view} label={t("earlier.more")} />}
      {talk && <Talk key={talk} id={talk} view={view} chat={chat} />}
    </>
  );
}

const day = (at: string, language: string): string =>
  new Intl.DateTimeFormat(language === "fa" ? "fa-IR" : "en-GB", { dateStyle: "long" }).format(
    new Date(at),
  );

function Item({ item, view: { t, format, language } }: { item: EarlierItem; view: EarlierView }) {
  const { last, ticket, outcome } = item;
  const began = day(item.began_at, language);
  const number = ticket === null ? "" : format.digits(String(ticket));
  return (
    <>
      <strong>{item.topic ?? began}</strong>
      <span class="quiet">
        {item.topic && `${began} · `}
        {t(outcome === "request" && !number ? "earlier.people" : `earlier.${outcome}`, { number })}
      </span>
      <span class="words">
        {t(`by.${last.by === "customer" ? "you" : last.by}`)}:{" "}
        <bdi dir={directionOf(last.text, language)}>{last.text}</bdi>
      </span>
    </>
  );
}

/** What comes after what is shown: a way to more of it, a word that it is on its way, or why not. */
function Rest<T>({
  list,
  view: { t },
  label,
}: {
  list: Paged<T>;
  view: EarlierView;
  label: string;
}) {
  if (list.busy) return <p class="moment">{t("part.loading")}</p>;
  if (!list.code && !list.more) return null;
  return (
    <p class="moment" role={list.code ? "alert" : undefined}>
      {list.code && t("notice.failed", { why: reasonOf(t, list.code) })}{" "}
      <button type="button" class="choice" data-testid="earlier-next" onClick={list.next}>
        {list.code ? t("failed.retry") : label}
      </button>
    </p>
  );
}

/** A conversation as it was: the chat's own rows, with nothing to press that would do something now. */
function Talk({ id, view, chat }: { id: string; view: EarlierView; chat: Chat }) {
  const marks = useRef<Marks | null>(null);
  const log = usePages<Event>(id, async (after) => {
    const asked = { conversation_id: id, after: after?.seq ?? 0 };
    const page = accepted(await chat.request<EarlierLog>("read_earlier", asked));
    marks.current = page.marks;
    return { items: page.events, more: page.more };
  });
  const seq = lastOwn(log.items);
  const receipt = marks.current ? { seq, state: receiptOf(seq, marks.current.staff) } : null;
  const read = { ...view, state: null, receipt, earlier: id };
  const rows = toRows(log.items).map((row) =>
    row.kind === "message" ? { ...row, buttons: [] } : row,
  );
  return (
    <div data-testid="earlier-talk">
      {rows.map((row) => rowOf(row, read, chat))}
      <Rest list={log} view={view} label={view.t("earlier.on")} />
    </div>
  );
}
