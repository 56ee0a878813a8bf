import { t } from "../../catalogue";
import { useMe } from "../parts/context";
import { OwnFactorSection } from "./OwnFactorSection";

/** What members of the staff do to their own account. */
export function Account() {
  const me = useMe();
  return (
    <main class="account" data-testid="account">
      <header class="account-head">
        <h1>{t("account.title")}</h1>
        <p class="quiet">
          {me.name} · {t(`settings.role.${me.role}`)} · <bdi dir="ltr">{me.email}</bdi>
        </p>
      </header>
      <OwnFactorSection />
    </main>
  );
}
