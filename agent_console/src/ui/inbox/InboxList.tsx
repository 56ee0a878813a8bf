import type { ConversationItem } from "@firuze/client";
import { useEffect, useRef } from "preact/hooks";
import { say, t } from "../../catalogue";
import { hashOf } from "../../model/frame/route";
import {
  awaitsAnswer,
  inTab,
  isSnoozed,
  TABS,
  unreadOf,
  waitingSince,
} from "../../model/inbox/items";
import { countdown, timeToCome, wait } from "../../wording/times";
import { AwayChip, OwnerChip, ReasonChip } from "../parts/chips";
import { now, useDesk, useMe } from "../parts/context";
import { ItemLink } from "../parts/ItemLink";
import { Icon } from "../parts/icons";
import { count } from "../parts/words";

const LONG_WAIT = 5 * 60_000; // milliseconds

export function InboxList() {
  const { inbox, thread } = useDesk();
  const list = inbox.visible.value;
  const more = inbox.more.value[inbox.tab.value];
  const firstSnoozed = inbox.tab.value === "mine" ? list.find(isSnoozed)?.id : undefined;
  return (
    <section class="column-inbox" aria-label={t("tab.label")}>
      <Tabs />
      {list.length === 0 && !more ? (
        <Nothing />
      ) : (
        <ul class="items" id="inbox-items">
          {list.map((item) => (
            <li key={item.id}>
              {item.id === firstSnoozed && <h2 class="items-heading">{t("snooze.heading")}</h2>}
              <Item item={item} open={thread.value?.id === item.id} />
            </li>
          ))}
          {more && (
            <li key={`more-${inbox.tab.value}-${list.length}`}>
              <More />
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

/** The end of the loaded list: scrolling here loads the next page. */
function More() {
  const { inbox } = useDesk();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) void inbox.loadMore();
    });
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, [inbox]);
  return (
    <button
      class="button items-more"
      type="button"
      ref={button}
      data-testid="inbox-more"
      onClick={() => void inbox.loadMore()}
    >
      {t("all.more")}
    </button>
  );
}

function Tabs() {
  const { inbox } = useDesk();
  return (
    <div class="tabs" role="tablist" aria-label={t("tab.label")}>
      {TABS.map((tab) => {
        const waiting = inbox.counts.value[tab];
        return (
          <button
            key={tab}
            type="button"
            role="tab"
            aria-selected={inbox.tab.value === tab}
            aria-controls="inbox-items"
            data-testid={`tab-${tab}`}
            onClick={() => inbox.show(tab)}
          >
            {t(`tab.${tab}`)}
            {waiting > 0 && (
              <b class={tab === "offered" ? "badge badge-offer" : "badge"}>
                {inbox.more.value[tab] ? t("tab.more", { count: waiting }) : count(waiting)}
              </b>
            )}
          </button>
        );
      })}
    </div>
  );
}

function Nothing() {
  const { inbox } = useDesk();
  const { available } = useMe();
  const tab = inbox.tab.value;
  const away = tab === "offered" && !available;
  const empty = away ? "empty.offered.away" : (`empty.${tab}` as const);
  return (
    <p class="items-empty quiet" id="inbox-items">
      {t(inbox.loaded.value ? empty : "empty.loading")}
    </p>
  );
}

function Item({ item, open }: { item: ConversationItem; open: boolean }) {
  const { inbox } = useDesk();
  const me = useMe();
  const answer = awaitsAnswer(item) && item.owner.agent_id === me.id;
  const snoozed = isSnoozed(item);
  return (
    <div class="item" data-answer={answer} data-open={open} data-snoozed={snoozed}>
      <ItemLink
        item={item}
        open={open}
        page="inbox"
        top={
          <>
            <Unread item={item} />
            {item.owner.snoozed_until ? (
              <span class="snoozed item-age">
                <Icon name="clock" />
                {t("snooze.until", { time: timeToCome(item.owner.snoozed_until, now.value) })}
              </span>
            ) : (
              <Waiting item={item} />
            )}
          </>
        }
        bottom={
          <>
            <AwayChip item={item} />
            <Chips item={item} />
            {answer && <span class="item-answer">{t("item.answer")}</span>}
            {inbox.back.value.has(item.id) && (
              <span class="item-answer" data-testid="snooze-over">
                {t("snooze.over")}
              </span>
            )}
          </>
        }
      />
      {snoozed && item.owner.agent_id === me.id && <WakeButton item={item} />}
      {item.owner.kind === "offered" && item.owner.agent_id === me.id && !open && (
        <OfferMoves item={item} />
      )}
    </div>
  );
}

/** How many of the customer's messages I have not seen. */
function Unread({ item }: { item: ConversationItem }) {
  const { marks } = useDesk();
  const me = useMe();
  if (!inTab(item, "mine", me.id)) return null;
  const unread = unreadOf(item, marks.of(item.id).staff.read);
  if (unread === 0) return null;
  return (
    <b class="badge badge-unread" data-testid="unread">
      <span class="visually-hidden">{t("item.unread")} </span>
      {count(unread)}
    </b>
  );
}

function WakeButton({ item }: { item: ConversationItem }) {
  const { actions } = useDesk();
  return (
    <button
      class="button button-small item-wake"
      type="button"
      disabled={actions.busy.value !== null}
      onClick={() => void actions.perform("wake", item.id)}
    >
      <Icon name="wake" />
      {t("move.wake")}
    </button>
  );
}

function Waiting({ item }: { item: ConversationItem }) {
  const since = waitingSince(item);
  if (!since) return <Age item={item} />;
  const duration = now.value - Date.parse(since);
  const told = wait(duration);
  return (
    <span class="item-wait" data-long={duration > LONG_WAIT}>
      {told.key === "time.now" ? t("item.waits_now") : t("item.waits", { time: say(told) })}
    </span>
  );
}

function Age({ item }: { item: ConversationItem }) {
  const age = wait(now.value - Date.parse(item.last?.at ?? item.started_at));
  return (
    <span class="quiet item-age">
      {age.key === "time.now" ? say(age) : t("item.since", { time: say(age) })}
    </span>
  );
}

function Chips({ item }: { item: ConversationItem }) {
  const { inbox } = useDesk();
  const showOwner = inbox.tab.value !== "mine" && inbox.tab.value !== "offered";
  return (
    <>
      {item.reason && <ReasonChip reason={item.reason} />}
      {item.mood && item.mood.label !== "neutral" && (
        <span class="mood item-mood" data-mood={item.mood.label}>
          {t(`emotion.${item.mood.label}`)}
        </span>
      )}
      {showOwner && <OwnerChip item={item} />}
    </>
  );
}

function OfferMoves({ item }: { item: ConversationItem }) {
  const { actions } = useDesk();
  const busy = actions.busy.value !== null;
  const left = item.owner.deadline ? countdown(item.owner.deadline, now.value) : null;
  return (
    <div class="item-offer">
      <span class="item-deadline">{left && t("item.deadline", { time: say(left) })}</span>
      <button
        class="button button-small"
        type="button"
        disabled={busy}
        data-testid="decline"
        onClick={() => void actions.perform("decline", item.id)}
      >
        {t("move.decline")}
      </button>
      <button
        class="button button-small button-primary"
        type="button"
        disabled={busy}
        data-testid="accept"
        onClick={() => {
          void actions.perform("accept", item.id);
          location.hash = hashOf({ page: "inbox", conversation: item.id });
        }}
      >
        {t("move.accept")}
      </button>
    </div>
  );
}
