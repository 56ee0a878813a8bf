import type { CustomerPanel, CustomerProfile, Language } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { language, say, t } from "../../catalogue";
import { longDate } from "../../format/time";
import { may } from "../../model/account/rights";
import { type Contact, contactOf } from "../../model/thread/customer";
import { type Episode, earlierEpisodes } from "../../model/thread/episodes";
import type { Thread } from "../../model/thread/thread";
import { exportPath } from "../../transport/api";
import { CardView } from "../parts/CardView";
import { ReasonChip } from "../parts/chips";
import { useDesk, useMe } from "../parts/context";
import { Icon } from "../parts/icons";
import { Quoted } from "../parts/Quoted";
import { customerName, localDigits } from "../parts/words";
import { ErasureSheet } from "../sheets/ErasureSheet";
import { Looks } from "./Looks";
import { WhyView } from "./WhyView";

export function SidePanel({ thread }: { thread: Thread }) {
  const { customer } = useDesk();
  const panel = customer.panel.value;
  return (
    <aside class="column-panel" aria-label={t("customer.title")} data-testid="customer-panel">
      <WhyView thread={thread} />
      <Looks thread={thread} />
      {customer.problem.value && (
        <p class="problem panel-section" role="alert">
          {t("customer.failed")} {say(customer.problem.value)}
          <button class="link" type="button" onClick={() => void customer.again()}>
            {t("move.again")}
          </button>
        </p>
      )}
      {panel && <Customer panel={panel} thread={thread} />}
    </aside>
  );
}

function Customer({ panel, thread }: { panel: CustomerPanel; thread: Thread }) {
  return (
    <>
      <Profile profile={panel.profile} contact={contactOf(thread.events.value)} />
      <section class="panel-section">
        <h3>{t("customer.orders")}</h3>
        {panel.orders === null && <p class="problem">{t("customer.orders.down")}</p>}
        {panel.orders?.length === 0 && <p class="quiet">{t("customer.orders.none")}</p>}
        {panel.orders?.map((order) => (
          <CardView key={order.number} card={order} open={order.state === "delayed"} />
        ))}
      </section>
      <EarlierSection panel={panel} thread={thread} />
      <DataSection profile={panel.profile} />
    </>
  );
}

/** What a customer may ask for: all that is kept of them, and that it goes. */
function DataSection({ profile }: { profile: CustomerProfile }) {
  const me = useMe();
  const erasing = useSignal(false);
  if (!may(me, "export_customer")) return null;
  const name = customerName({ customer_name: profile.name, customer_id: profile.id });
  return (
    <section class="panel-section customer-data" data-testid="customer-data">
      <h3>{t("customer.data")}</h3>
      <p class="quiet">{t("customer.data.hint")}</p>
      <p class="customer-data-moves">
        {(["html", "json"] as const).map((form) => (
          <a key={form} class="link" href={exportPath(profile.id, form)} download>
            {t(form === "html" ? "customer.data.page" : "customer.data.json")}
          </a>
        ))}
        {may(me, "erase_customer") && (
          <button
            class="link danger"
            type="button"
            data-testid="customer-erase"
            onClick={() => {
              erasing.value = true;
            }}
          >
            {t("customer.data.erase")}
          </button>
        )}
      </p>
      {erasing.value && (
        <ErasureSheet
          customer={profile.id}
          name={name}
          onLeave={() => {
            erasing.value = false;
          }}
        />
      )}
    </section>
  );
}

function Profile({ profile, contact }: { profile: CustomerProfile; contact: Contact | null }) {
  const known = profile.name ?? contact?.name ?? null;
  const name = customerName({ customer_name: known, customer_id: profile.id });
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

/** Other conversations of the customer, and earlier matters of this one. */
function EarlierSection({ panel, thread }: { panel: CustomerPanel; thread: Thread }) {
  const desk = useDesk();
  const others = panel.conversations.filter((item) => item.id !== thread.id);
  const episodes = earlierEpisodes(thread.events.value);
  return (
    <section class="panel-section">
      <h3>{t("customer.earlier")}</h3>
      {others.length + episodes.length === 0 && <p class="quiet">{t("customer.earlier.none")}</p>}
      {episodes.map((episode) => (
        <EarlierLink
          key={episode.seq}
          {...episode}
          language={panel.profile.language}
          onOpen={() => thread.reveal(episode.seq)}
        />
      ))}
      {others.map((item) => (
        <EarlierLink
          key={item.id}
          at={item.started_at}
          reason={item.reason}
          last={item.last?.text ?? null}
          language={item.language}
          onOpen={() => desk.openEarlier(item.id)}
        />
      ))}
    </section>
  );
}

interface EarlierLinkProps extends Pick<Episode, "at" | "reason" | "last"> {
  language: Language;
  onOpen(): void;
}

function EarlierLink({ at, reason, last, language: spoken, onOpen }: EarlierLinkProps) {
  return (
    <button class="earlier-link" type="button" data-testid="earlier-conversation" onClick={onOpen}>
      <span class="earlier-top">
        <time dateTime={at}>{longDate(at, language.value)}</time>
        {reason && <ReasonChip reason={reason} />}
      </span>
      <span class="earlier-last">
        {last === null ? t("item.nothing") : <Quoted text={last} language={spoken} />}
      </span>
    </button>
  );
}
