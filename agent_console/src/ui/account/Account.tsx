import { useMemo } from "preact/hooks";
import { t } from "../../catalogue";
import { named } from "../../wording/people";
import { useDesk, useMe } from "../parts/context";
import { OwnFactorSection } from "./OwnFactorSection";
import { OwnNamesSection } from "./OwnNamesSection";
import { OwnPasswordSection } from "./OwnPasswordSection";
import { OwnSessionsSection } from "./OwnSessionsSection";

/** What members of the staff do to their own account. */
export function Account() {
  const me = useMe();
  const desk = useDesk();
  const own = useMemo(() => desk.ownAccount(), [desk]);
  return (
    <main class="account" data-testid="account">
      <header class="account-head">
        <h1>{t("account.title")}</h1>
        <p class="quiet">
          {named(me.names)} · {t(`settings.role.${me.role}`)} · <bdi dir="ltr">{me.email}</bdi>
        </p>
      </header>
      <OwnNamesSection own={own.names} portrait={own.portrait} />
      <OwnPasswordSection own={own.password} />
      <OwnFactorSection own={own.factor} />
      <OwnSessionsSection own={own.sessions} />
    </main>
  );
}
