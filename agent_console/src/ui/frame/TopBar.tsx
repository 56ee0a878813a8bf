import { isComposing } from "@firuze/client";
import { useEffect, useRef } from "preact/hooks";
import { language, t } from "../../catalogue";
import type { Route } from "../../model/frame/route";
import { hashOf, mayVisit } from "../../model/frame/route";
import { named } from "../../wording/people";
import { Avatar } from "../parts/Avatar";
import { sheet, useDesk, useMe } from "../parts/context";
import { Icon } from "../parts/icons";
import { LanguageSwitch } from "../parts/LanguageSwitch";
import { Mark } from "../parts/Mark";
import { count } from "../parts/words";

export function TopBar({ page }: { page: Route["page"] }) {
  const { inbox, deliveries, requests } = useDesk();
  const me = useMe();
  const offers = inbox.counts.value.offered;
  return (
    <header class="topbar">
      <Mark />
      <nav class="topbar-nav" aria-label={t("nav.main")}>
        <NavLink page="inbox" current={page} badge={offers} />
        {mayVisit(me, "waits") && <NavLink page="waits" current={page} badge={0} />}
        {mayVisit(me, "archive") && <NavLink page="archive" current={page} badge={0} />}
        {mayVisit(me, "deliveries") && (
          <NavLink
            page="deliveries"
            current={page}
            badge={deliveries.counts.value?.failed ?? 0}
            problem
          />
        )}
        {mayVisit(me, "requests") && (
          <NavLink
            page="requests"
            current={page}
            badge={requests.counts.value?.open ?? 0}
            problem={(requests.counts.value?.late ?? 0) > 0}
          />
        )}
        {mayVisit(me, "invitations") && <NavLink page="invitations" current={page} badge={0} />}
        {mayVisit(me, "installation") && <NavLink page="installation" current={page} badge={0} />}
      </nav>
      <div class="topbar-end">
        <AvailabilitySwitch />
        <button
          class="button button-icon"
          type="button"
          title={t("settings.shortcuts")}
          aria-label={t("settings.shortcuts")}
          onClick={() => {
            sheet.value = "shortcuts";
          }}
        >
          <Icon name="help" />
        </button>
        <Settings />
      </div>
    </header>
  );
}

interface NavLinkProps {
  page: keyof typeof ICONS;
  current: Route["page"];
  badge: number;
  /** Whether the badge counts problems. */
  problem?: boolean;
}

const ICONS = {
  inbox: "inbox",
  archive: "archive",
  waits: "clock",
  deliveries: "mail",
  requests: "shield",
  invitations: "person",
  installation: "tag",
} as const;

function NavLink(props: NavLinkProps) {
  return (
    <a
      href={hashOf({ page: props.page, conversation: null })}
      aria-current={props.page === props.current ? "page" : undefined}
      title={t(`nav.${props.page}`)}
      data-testid={props.page === "archive" ? "nav-supervisor" : `nav-${props.page}`}
    >
      <Icon name={ICONS[props.page]} />
      <span>{t(`nav.${props.page}`)}</span>
      {props.badge > 0 && (
        <b class={`badge ${props.problem ? "badge-problem" : "badge-offer"}`}>
          {count(props.badge)}
        </b>
      )}
    </a>
  );
}

function AvailabilitySwitch() {
  const desk = useDesk();
  const { available } = useMe();
  const state = available ? "on" : "off";
  return (
    <button
      class="switch"
      type="button"
      role="switch"
      aria-checked={available}
      title={t(`availability.${state}.hint`)}
      data-testid="availability"
      onClick={() => void desk.setAvailable(!available)}
    >
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-label">{t(`availability.${state}`)}</span>
    </button>
  );
}

function Settings() {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => closeFromOutside(menu.current), []);
  const { alerts, logOut } = useDesk();
  const me = useMe();
  return (
    <details class="menu" ref={menu}>
      <summary class="menu-summary" data-testid="settings">
        <Avatar names={me.names} portrait={me.portrait} />
        <span class="menu-name">{named(me.names)}</span>
        <span class="visually-hidden">{t("settings.title")}</span>
      </summary>
      <div class="menu-sheet">
        <p class="menu-who">
          <strong>{named(me.names)}</strong>
          <span class="quiet">{t(`settings.role.${me.role}`)}</span>
          <span class="quiet">
            <bdi>{me.email}</bdi>
          </span>
        </p>
        <LanguageSwitch key={language.value} />
        <Check
          label={t("settings.sound")}
          on={alerts.sound.value}
          set={(on) => alerts.setSound(on)}
        />
        <Check
          label={t("settings.notifications")}
          on={alerts.notifications.value}
          set={(on) => void alerts.setNotifications(on)}
        />
        {alerts.denied.value && (
          <p class="problem" role="alert">
            {t("settings.notifications.denied")}
          </p>
        )}
        <a
          class="button"
          href={hashOf({ page: "account", conversation: null })}
          data-testid="my-account"
          onClick={() => menu.current?.removeAttribute("open")}
        >
          {t("settings.account")}
        </a>
        <button class="button" type="button" data-testid="logout" onClick={() => void logOut()}>
          {t("settings.logout")}
        </button>
      </div>
    </details>
  );
}

/**
 * Closes an open menu on a click outside it and on Escape; returns the function that stops that.
 */
function closeFromOutside(menu: HTMLDetailsElement | null): () => void {
  const click = ({ target }: Event) => {
    if (menu?.open && target instanceof Node && !menu.contains(target)) menu.open = false;
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !isComposing(event) && menu) menu.open = false;
  };
  addEventListener("click", click);
  addEventListener("keydown", key);
  return () => {
    removeEventListener("click", click);
    removeEventListener("keydown", key);
  };
}

function Check(props: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => props.set(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
