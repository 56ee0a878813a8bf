import { useSignal } from "@preact/signals";
import { say, t } from "../../catalogue";
import { useDesk } from "../parts/context";
import { LanguageSwitch } from "../parts/LanguageSwitch";
import { Mark } from "../parts/Mark";

export function Login() {
  const { session } = useDesk();
  const email = useSignal("");
  const password = useSignal("");
  const submit = (event: Event) => {
    event.preventDefault();
    void session.login(email.value, password.value);
  };
  const notice = session.notice.value;
  return (
    <main class="login">
      <form class="login-card" onSubmit={submit} noValidate aria-busy={session.busy.value}>
        <header class="login-head">
          <Mark />
          <LanguageSwitch />
        </header>
        <h1>{t("login.title")}</h1>
        <p class="quiet">{t("login.lead")}</p>
        <p class="login-notice" role="alert" data-testid="login-notice" hidden={!notice}>
          {notice && say(notice)}
        </p>
        <label class="field">
          <span>{t("login.email")}</span>
          <input
            type="email"
            name="email"
            dir="ltr"
            autocomplete="username"
            autofocus
            required
            value={email.value}
            onInput={(event) => {
              email.value = event.currentTarget.value;
            }}
            data-testid="login-email"
          />
        </label>
        <label class="field">
          <span>{t("login.password")}</span>
          <input
            type="password"
            name="password"
            dir="ltr"
            autocomplete="current-password"
            required
            value={password.value}
            onInput={(event) => {
              password.value = event.currentTarget.value;
            }}
            data-testid="login-password"
          />
        </label>
        <button
          class="button button-primary login-submit"
          type="submit"
          disabled={session.busy.value}
          data-testid="login-submit"
        >
          {t(session.busy.value ? "login.busy" : "login.submit")}
        </button>
      </form>
    </main>
  );
}
