import type { ConversationItem, CustomerPanel, CustomerProfile } from "@firuze/client";
import { language, say, t } from "../catalogue";
import { longDate, shortDate } from "../format/time";
import { type Contact, contactOf } from "../model/customer";
import type { Thread } from "../model/thread";
import { useDesk, useMe } from "./context";
import { Icon } from "./icons";
import { OrderView } from "./OrderView";
import { WhyView } from "./WhyView";
import { customerName, localDigits, ownerName } from "./words";

export function SidePanel({ thread }: { thread: Thread }) {
  const { customer } = useDesk();
  const panel = customer.panel.value;
  return (
    <aside class="column-panel" aria-label={t("customer.title")} data-testid="customer-panel">
      <WhyView thread={thread} />
      {customer.problem.value && (
        <p class="problem" role="alert">
          {t("customer.failed")} {say(customer.problem.value)}
        </p>
      )}
      {panel && <Customer panel={panel} thread={thread} />}
    </aside>
  );
}

function Customer({ panel, thread }: { panel: CustomerPanel; thread: Thread }) {
  const earlier = panel.conversations.filter((item) => item.id !== thread.id);
  return (
    <>
      <Profile profile={panel.profile} contact={contactOf(thread.events.value)} />
      <section class="panel-section">
        <h3>{t("customer.orders")}</h3>
        {panel.orders === null && <p class="problem">{t("customer.orders.down")}</p>}
        {panel.orders?.length === 0 && <p class="quiet">{t("customer.orders.none")}</p>}
        {panel.orders?.map((order) => (
          <OrderView key={order.number} order={order} open={order.state === "delayed"} />
        ))}
      </section>
      <section class="panel-section">
        <h3>{t("customer.earlier")}</h3>
        {earlier.length === 0 && <p class="quiet">{t("customer.earlier.none")}</p>}
        {earlier.map((item) => (
          <EarlierLink key={item.id} item={item} />
        ))}
      </section>
    </>
  );
}

function Profile({ profile, contact }: { profile: CustomerProfile; contact: Contact | null }) {
  const name = customerName({ customer_name: profile.name, customer_id: profile.id });
  return (
    <section class="panel-section profile">
      <header class="profile-head">
        <span class="avatar" aria-hidden="true">
          {name.slice(0, 1)}
        </span>
        <div>
          <h3>
            <bdi>{name}</bdi>
          </h3>
          <p class={profile.verified ? "verified" : "quiet"}>
            {profile.verified && <Icon name="shield" />}
            {t(profile.verified ? "customer.verified" : "customer.unverified")}
          </p>
        </div>
      </header>
      <dl class="facts">
        <Reach what="email" value={profile.email} />
        <Reach what="phone" value={profile.phone} />
        {contact && <LeftContact contact={contact} />}
        <dt>{t("customer.language")}</dt>
        <dd>{t(`language.${profile.language}`)}</dd>
        <dt>{t("customer.since")}</dt>
        <dd>{longDate(profile.since, language.value)}</dd>
      </dl>
      {!profile.email && !profile.phone && !contact && (
        <p class="quiet">{t("customer.no_contact")}</p>
      )}
    </section>
  );
}

function Reach({ what, value }: { what: "email" | "phone"; value: string | null }) {
  if (!value) return null;
  return (
    <>
      <dt>{t(`customer.${what}`)}</dt>
      <dd>
        <bdi dir="ltr">{what === "phone" ? localDigits(value) : value}</bdi>
      </dd>
    </>
  );
}

function LeftContact({ contact }: { contact: Contact }) {
  const parts = [contact.name, contact.email, contact.phone && localDigits(contact.phone)];
  return (
    <>
      <dt>{t("customer.contact")}</dt>
      {parts.filter(Boolean).map((part) => (
        <dd key={part}>
          <bdi>{part}</bdi>
        </dd>
      ))}
    </>
  );
}

function EarlierLink({ item }: { item: ConversationItem }) {
  const desk = useDesk();
  const me = useMe();
  return (
    <button
      class="earlier-link"
      type="button"
      data-testid="earlier-conversation"
      data-conversation-id={item.id}
      onClick={() => desk.openEarlier(item.id)}
    >
      <span class="earlier-top">
        <time dateTime={item.started_at}>{shortDate(item.started_at, language.value)}</time>
        <span class="quiet">{ownerName(item, me.id)}</span>
        {item.reason && (
          <span class="chip chip-reason" data-reason={item.reason}>
            {t(`reason.${item.reason}`)}
          </span>
        )}
      </span>
      <bdi class="earlier-last">{item.last?.text ?? t("item.nothing")}</bdi>
    </button>
  );
}
