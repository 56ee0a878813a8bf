import type { PasswordLinkOwner } from "@firuze/client";
import { useEffect, useMemo } from "preact/hooks";
import { say, t } from "../../catalogue";
import { FORGOTTEN, LOGIN } from "../../model/account/account_route";
import type { ClosedLink, PasswordLinkModel } from "../../model/account/password_link";
import { named } from "../../wording/people";
import { useDesk } from "../parts/context";
import { AccountCard, AccountNotice } from "./AccountCard";
import { NewPasswordFields, useNewPassword } from "./NewPasswordFields";

/** The target of a link from a mail: a new member's first password, or another one. */
export function ChoosePassword({ token }: { token: string }) {
  const desk = useDesk();
  const { session } = desk;
  const link = useMemo(() => desk.passwordLink(token), [desk, token]);
  useEffect(() => void link.look(), [link]);
  const isIn = session.status.value === "in" || session.step.value !== null;
  useEffect(() => {
    if (link.state.value === "done" && isIn) location.hash = LOGIN;
  }, [link.state.value, isIn]);
  const owner = link.owner.value;
  switch (link.state.value) {
    case "looking":
      return (
        <AccountCard title={t("password.looking")}>
          <AccountNotice text={link.problem.value && say(link.problem.value)} />
          {link.problem.value && (
            <button class="button" type="button" onClick={() => void link.look()}>
              {t("move.again")}
            </button>
          )}
        </AccountCard>
      );
    case "invalid":
      return (
        <AccountCard title={t(`password.closed.${link.closed.value}`)}>
          <p data-testid="password-invalid">{t(`password.closed.${link.closed.value}.hint`)}</p>
          <WaysOn closed={link.closed.value} />
        </AccountCard>
      );
    case "done":
      return (
        <AccountCard title={t("password.done")}>
          <p data-testid="password-done">{t("password.done.hint")}</p>
          <a class="button button-primary login-submit" href={LOGIN} data-testid="password-login">
            {t("login.title")}
          </a>
        </AccountCard>
      );
    case "open":
      return owner && <Choice link={link} owner={owner} />;
  }
}

/** Where somebody goes whose link is closed. */
function WaysOn({ closed }: { closed: ClosedLink }) {
  return (
    <>
      {SIGN_IN.has(closed) && (
        <a class="button button-primary login-submit" href={LOGIN} data-testid="password-login">
          {t("login.title")}
        </a>
      )}
      {!closed.endsWith(".invitation") && closed !== "withdrawn.password_reset" && (
        <a class="login-other" href={FORGOTTEN} data-testid="password-forgotten">
          {t("login.forgotten")}
        </a>
      )}
    </>
  );
}

/** A password has been chosen since. */
const SIGN_IN: ReadonlySet<ClosedLink> = new Set(["used", "replaced"]);

function Choice({ link, owner }: { link: PasswordLinkModel; owner: PasswordLinkOwner }) {
  const chosen = useNewPassword();
  const busy = link.busy.value;
  const problem = link.problem.value;
  return (
    <AccountCard
      title={t(`password.title.${owner.purpose}`, { name: named(owner.names) })}
      lead={t("password.lead")}
      busy={busy}
      onSubmit={() => void link.choose(chosen.password.value, chosen.again.value)}
    >
      <AccountNotice text={problem && say(problem)} />
      {/* A field, so that password managers keep the new password under this name. */}
      <input
        class="login-owner"
        type="email"
        name="email"
        dir="ltr"
        autocomplete="username"
        readOnly
        value={owner.email}
        aria-label={t("login.email")}
      />
      <NewPasswordFields chosen={chosen} autofocus testid="password" />
      <button
        class="button button-primary login-submit"
        type="submit"
        disabled={busy}
        data-testid="password-submit"
      >
        {t(busy ? "password.busy" : "password.submit")}
      </button>
    </AccountCard>
  );
}
