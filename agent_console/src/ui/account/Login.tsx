import { useSignal } from "@preact/signals";
import { say, t } from "../../catalogue";
import { FORGOTTEN } from "../../model/account/account_route";
import { useDesk } from "../parts/context";
import { AccountCard, AccountField } from "./AccountCard";

export function Login() {
  const { session } = useDesk();
  const email = useSignal("");
  const password = useSignal("");
  const notice = session.notice.value;
  return (
    <AccountCard
      title={t("login.title")}
      lead={t("login.lead")}
      busy={session.busy.value}
      onSubmit={() => void session.login(email.value, password.value)}
    >
      <p class="login-notice" role="alert" data-testid="login-notice" hidden={!notice}>
        {notice && say(notice)}
      </p>
      <AccountField
        label={t("login.email")}
        type="email"
        name="email"
        autocomplete="username"
        autofocus
        value={email.value}
        onInput={(value) => {
          email.value = value;
        }}
        testid="login-email"
      />
      <AccountField
        label={t("login.password")}
        type="password"
        name="password"
        autocomplete="current-password"
        value={password.value}
        onInput={(value) => {
          password.value = value;
        }}
        testid="login-password"
      />
      <button
        class="button button-primary login-submit"
        type="submit"
        disabled={session.busy.value}
        data-testid="login-submit"
      >
        {t(session.busy.value ? "login.busy" : "login.submit")}
      </button>
      <a class="login-other" href={FORGOTTEN} data-testid="login-forgotten">
        {t("login.forgotten")}
      </a>
    </AccountCard>
  );
}
