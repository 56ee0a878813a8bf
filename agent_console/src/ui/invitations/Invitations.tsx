import type { InvitationItem } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { dateAndTime } from "../../format/time";
import { invitationMail, isExpired } from "../../wording/invitations";
import { named } from "../../wording/people";
import { CopyButton } from "../account/CopyButton";
import { now, useDesk } from "../parts/context";
import { InviteSheet } from "./InviteSheet";

/** The page on which administrators see who is invited and has not come yet. */
export function Invitations() {
  const { invitations, connection } = useDesk();
  const lost = connection.value.kind === "reconnecting";
  const inviting = useSignal(false);
  useEffect(() => (lost ? undefined : invitations.watch()), [invitations, lost]);
  const items = invitations.items.value;
  const problem = invitations.problem.value;
  const invite = useFocusWhenFewer(items?.length ?? 0);
  return (
    <main class="deliveries" data-testid="invitations">
      <header class="deliveries-head">
        <h1>{t("invitations.title")}</h1>
        <button
          class="button button-primary"
          type="button"
          ref={invite}
          data-testid="invite"
          onClick={() => {
            invitations.begin();
            inviting.value = true;
          }}
        >
          {t("invitations.invite")}
        </button>
      </header>
      {!invitations.works.value && (
        <p class="deliveries-off" role="status" data-testid="mail-off">
          {t("invitations.no_mail")}
        </p>
      )}
      {problem && (
        <p class="problem" role="alert" data-testid="invitations-problem">
          {say(problem)}
        </p>
      )}
      {items === null && !problem && <p class="quiet">{t("empty.loading")}</p>}
      {items?.length === 0 && (
        <p class="quiet" data-testid="invitations-empty">
          {t("invitations.empty")}
        </p>
      )}
      <ol class="deliveries-list" aria-busy={invitations.busy.value}>
        {items?.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ol>
      {inviting.value && (
        <InviteSheet
          onLeave={() => {
            inviting.value = false;
          }}
        />
      )}
    </main>
  );
}

/** The button that takes the focus when the row is gone that had it. */
function useFocusWhenFewer(length: number) {
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(length);
  useEffect(() => {
    if (length < before.current && document.activeElement === document.body)
      button.current?.focus();
    before.current = length;
  }, [length]);
  return button;
}

function Item({ item }: { item: InvitationItem }) {
  const link = useDesk().invitations.links.value.get(item.email);
  const expired = isExpired(item, now.value);
  return (
    <li
      class="delivery"
      data-testid="invitation"
      data-state={expired || item.mail === "failed" ? "failed" : "open"}
      aria-label={named(item.names)}
    >
      <div class="invitation-who">
        <strong>
          <bdi>{named(item.names)}</bdi>
        </strong>
        <bdi class="delivery-to" dir="ltr">
          {item.email}
        </bdi>
        <span class="chips">
          <span class="chip">{t(`settings.role.${item.role}`)}</span>
          {item.languages.map((each) => (
            <span key={each} class="chip">
              {t(`language.${each}`)}
            </span>
          ))}
          {item.teams.map((team) => (
            <span key={team} class="chip">
              <bdi>{team}</bdi>
            </span>
          ))}
        </span>
      </div>
      <State item={item} expired={expired} />
      <Moves item={item} expired={expired} />
      {link && <LinkToHandOver link={link} name={named(item.names)} />}
    </li>
  );
}

function State({ item, expired }: { item: InvitationItem; expired: boolean }) {
  const at = (time: string) => dateAndTime(time, language.value);
  const sent = { time: at(item.sent_at), name: item.by ? named(item.by) : "" };
  return (
    <div class="invitation-state">
      <span>{t(item.by ? "invitations.by" : "invitations.by_operator", sent)}</span>
      <b data-testid="invitation-ends">
        {t(expired ? "invitations.expired" : "invitations.ends", { time: at(item.expires_at) })}
      </b>
      {!expired && (
        <span class="quiet" data-testid="invitation-mail">
          {say(invitationMail(item))}
        </span>
      )}
    </div>
  );
}

function Moves({ item, expired }: { item: InvitationItem; expired: boolean }) {
  const { invitations } = useDesk();
  const asking = useSignal(false);
  const kept = useSignal(false);
  const busy = invitations.busy.value;
  if (asking.value) {
    return (
      <div class="invitation-moves">
        <span>{t("invitations.withdraw.sure")}</span>
        <Move
          test="invitation-withdraw-sure"
          label={t("invitations.withdraw.yes")}
          busy={busy}
          first
          onClick={() => void invitations.withdraw(item)}
        />
        <Move
          test="invitation-keep"
          label={t("invitations.withdraw.no")}
          busy={busy}
          onClick={() => {
            asking.value = false;
            kept.value = true;
          }}
        />
      </div>
    );
  }
  const byHand = item.mail === null || item.mail === "failed";
  const again = invitations.works.value ? "invitations.resend" : "invitations.new_link";
  return (
    <div class="invitation-moves">
      {byHand && !expired && !invitations.links.value.has(item.email) && (
        <Move
          test="invitation-link"
          label={t("invitations.show_link")}
          busy={busy}
          onClick={() => void invitations.showLink(item)}
        />
      )}
      <Move
        test="invitation-resend"
        label={t(again)}
        busy={busy}
        onClick={() => void invitations.resend(item)}
      />
      <Move
        test="invitation-withdraw"
        label={t("invitations.withdraw")}
        busy={busy}
        first={kept.value}
        onClick={() => {
          asking.value = true;
        }}
      />
    </div>
  );
}

interface MoveProps {
  test: string;
  label: string;
  busy: boolean;
  /** Whether it takes the focus when it comes to the page. */
  first?: boolean;
  onClick(): void;
}

function Move({ test, label, busy, first = false, onClick }: MoveProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (first) button.current?.focus();
  }, [first]);
  return (
    <button
      class="button button-small"
      type="button"
      disabled={busy}
      ref={button}
      data-testid={test}
      onClick={onClick}
    >
      {label}
    </button>
  );
}

function LinkToHandOver({ link, name }: { link: string; name: string }) {
  return (
    <div class="invitation-link">
      <label class="field" for={`link-${link}`}>
        <span>{t("invitations.link", { name })}</span>
        <input
          id={`link-${link}`}
          dir="ltr"
          readOnly
          value={link}
          data-testid="invitation-url"
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <CopyButton text={link} label={t("recovery.copy")} testid="invitation-copy" />
      <p class="quiet">{t("invitations.link.hint")}</p>
    </div>
  );
}
