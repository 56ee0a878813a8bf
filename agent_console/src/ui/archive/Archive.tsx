import { type ConversationItem, directionOf, type Language } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { dateAndTime } from "../../format/time";
import type { Filters } from "../../model/archive/archive";
import { NO_FILTERS } from "../../model/archive/archive";
import type { Thread } from "../../model/thread/thread";
import { named } from "../../wording/people";
import { OwnerChip, ReasonChip } from "../parts/chips";
import { useDesk } from "../parts/context";
import { ItemLink } from "../parts/ItemLink";
import { Icon } from "../parts/icons";
import { Log } from "../thread/Log";
import { SidePanel } from "../thread/SidePanel";
import { ThreadHead } from "../thread/ThreadHead";

const SEARCH_DELAY = 300; // milliseconds after the last key
const STATES: readonly Filters["owner"][] = [
  "bot",
  "queued",
  "offered",
  "agent",
  "ticket",
  "closed",
];
const LANGUAGES: readonly Language[] = ["en", "fa"];
const MARKS = ["bad", "fair", "good"] as const;

/** The supervisor's page: every conversation, and the whole transcript of the chosen one, live. */
export function Archive() {
  const { archive, thread, connection } = useDesk();
  const open = thread.value;
  const lost = connection.value.kind === "reconnecting";
  useEffect(() => {
    if (!lost) void archive.load(); // also after a reconnect: pushes may have been missed
  }, [archive, lost]);
  return (
    <div class="columns columns-archive" data-open={open !== null}>
      <section class="column-archive" aria-label={t("all.title")}>
        <FilterBar />
        <List />
      </section>
      <main class="column-thread">
        {open ? (
          <Transcript key={open.id} thread={open} />
        ) : (
          <div class="nothing">
            <p>{t("all.choose")}</p>
          </div>
        )}
      </main>
      {open && <SidePanel thread={open} />}
    </div>
  );
}

function FilterBar() {
  const { archive } = useDesk();
  const filters = archive.filters.value;
  return (
    <search class="filters">
      <SearchField words={filters.q} />
      <Choice name="owner" label={t("all.state")} value={filters.owner}>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {state && t(`all.state.${state}`)}
          </option>
        ))}
      </Choice>
      <Choice name="language" label={t("all.language")} value={filters.language}>
        {LANGUAGES.map((each) => (
          <option key={each} value={each}>
            {t(`language.${each}`)}
          </option>
        ))}
      </Choice>
      <Choice name="agent" label={t("all.agent")} value={filters.agent}>
        {archive.people.value.map(({ id, names, disabled }) => (
          <option key={id} value={id}>
            {disabled ? t("all.agent.gone", { name: named(names) }) : named(names)}
          </option>
        ))}
      </Choice>
      <Choice name="mark" label={t("all.mark")} value={filters.mark}>
        {MARKS.map((mark) => (
          <option key={mark} value={mark}>
            {t(`all.mark.${mark}`)}
          </option>
        ))}
      </Choice>
      {archive.filtered.value && (
        <button class="link" type="button" onClick={() => void archive.filter(NO_FILTERS)}>
          {t("all.clear")}
        </button>
      )}
    </search>
  );
}

function SearchField({ words }: { words: string }) {
  const { archive } = useDesk();
  const text = useSignal(words);
  useEffect(() => {
    text.value = words;
  }, [words]);
  useEffect(() => {
    const wanted = text.value.trim();
    if (wanted === archive.filters.peek().q) return;
    const timer = setTimeout(() => void archive.filter({ q: wanted }), SEARCH_DELAY);
    return () => clearTimeout(timer);
  }, [text.value]);
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        dir={text.value ? directionOf(text.value, language.value) : undefined}
        value={text.value}
        maxLength={200}
        placeholder={t("all.search")}
        aria-label={t("all.search")}
        data-testid="archive-search"
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

interface ChoiceProps {
  name: "owner" | "language" | "agent" | "mark";
  label: string;
  value: string;
  children: preact.ComponentChildren;
}

function Choice({ name, label, value, children }: ChoiceProps) {
  const { archive } = useDesk();
  return (
    <label class="filter">
      <span class="quiet">{label}</span>
      <select
        value={value}
        data-testid={`archive-${name}`}
        onChange={(event) => void archive.filter({ [name]: event.currentTarget.value })}
      >
        <option value="">{t("all.any")}</option>
        {children}
      </select>
    </label>
  );
}

function List() {
  const { archive, thread } = useDesk();
  const items = archive.items.value;
  const problem = archive.problem.value;
  return (
    <div class="archive-list">
      {problem && (
        <p class="problem items-empty" role="alert">
          {t("all.failed")} {say(problem)}{" "}
          <button class="link" type="button" onClick={() => void archive.load()}>
            {t("move.again")}
          </button>
        </p>
      )}
      {!problem && items.length === 0 && (
        <p class="items-empty quiet">{t(archive.loading.value ? "empty.loading" : "all.none")}</p>
      )}
      <ul class="items" aria-busy={archive.loading.value}>
        {items.map((item) => (
          <li key={item.id}>
            <ArchiveRow item={item} open={thread.value?.id === item.id} />
          </li>
        ))}
      </ul>
      {archive.more.value && (
        <button
          class="button archive-more"
          type="button"
          disabled={archive.loading.value}
          onClick={() => void archive.loadMore()}
        >
          {t("all.more")}
        </button>
      )}
    </div>
  );
}

function ArchiveRow({ item, open }: { item: ConversationItem; open: boolean }) {
  const at = item.last?.at ?? item.started_at;
  return (
    <div class="item" data-open={open}>
      <ItemLink
        item={item}
        open={open}
        page="archive"
        top={
          <time class="quiet item-age" dateTime={at}>
            {dateAndTime(at, language.value)}
          </time>
        }
        bottom={
          <>
            <OwnerChip item={item} />
            {item.reason && <ReasonChip reason={item.reason} />}
          </>
        }
      />
    </div>
  );
}

function Transcript({ thread }: { thread: Thread }) {
  const { connection } = useDesk();
  const item = thread.item.value;
  if (!item) {
    return <p class="nothing">{t(thread.problem.value ? "thread.failed" : "thread.loading")}</p>;
  }
  const live = connection.value.kind === "connected" && item.owner.kind !== "closed";
  return (
    <div class="thread">
      <ThreadHead
        item={item}
        page="archive"
        state={live && <span class="live">{t("all.live")}</span>}
      />
      <Log thread={thread} />
    </div>
  );
}
