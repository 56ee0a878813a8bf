import type { PasswordLinkOwner } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { say, t } from "../../catalogue";
import { FORGOTTEN, LOGIN } from "../../model/account/account_route";
import type { PasswordLinkModel } from "../../model/account/password_link";
import { useDesk } from "../parts/context";
import { AccountCard, AccountField, AccountNotice } from "./AccountCard";

/** The target of a link from a mail: a new member's first password, or another one. */
export function ChoosePassword({ token }: { token: string }) {
  const desk = useDesk();
  const link = useMemo(() => desk.passwordLink(token), [desk, token]);
  useEffect(() => void link.look(), [link]);
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
        <AccountCard title={t("password.invalid")}>
          <p data-testid="password-invalid">{t("password.invalid.hint")}</p>
          <a class="login-other" href={FORGOTTEN}>
            {t("login.forgotten")}
          </a>
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

function Choice({ link, owner }: { link: PasswordLinkModel; owner: PasswordLinkOwner }) {
  const password = useSignal("");
  const again = useSignal("");
  const busy = link.busy.value;
  const problem = link.problem.value;
  return (
    <AccountCard
      title={t(`password.title.${owner.purpose}`, { name: owner.name })}
      lead={t("password.lead")}
      busy={busy}
      onSubmit={() => void link.choose(password.value, again.value)}
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
      <AccountField
        label={t("password.new")}
        type="password"
        name="password"
        autocomplete="new-password"
        autofocus
        value={password.value}
        onInput={(value) => {
          password.value = value;
        }}
        testid="password-new"
      />
      <AccountField
        label={t("password.again")}
        type="password"
        name="again"
        autocomplete="new-password"
        value={again.value}
        onInput={(value) => {
          again.value = value;
        }}
        testid="password-again"
      />
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
