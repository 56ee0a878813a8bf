import { useSignal } from "@preact/signals";
import { language, say, t } from "../../catalogue";
import { LOGIN } from "../../model/account/account_route";
import { useDesk } from "../parts/context";
import { AccountCard, AccountField, AccountNotice } from "./AccountCard";

/** Shows the same whether there is such an account or not. */
export function ForgottenPassword() {
  const { forgotten } = useDesk();
  const email = useSignal("");
  const { asked, busy, problem } = forgotten;
  if (asked.value !== null) {
    return (
      <AccountCard title={t("forgotten.asked")}>
        <p data-testid="forgotten-asked">{t("forgotten.asked.hint", { email: asked.value })}</p>
        <a class="login-other" href={LOGIN}>
          {t("forgotten.back")}
        </a>
      </AccountCard>
    );
  }
  return (
    <AccountCard
      title={t("forgotten.title")}
      lead={t("forgotten.lead")}
      busy={busy.value}
      onSubmit={() => void forgotten.ask(email.value, language.value)}
    >
      <AccountNotice text={problem.value && say(problem.value)} />
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
        testid="forgotten-email"
      />
      <button
        class="button button-primary login-submit"
        type="submit"
        disabled={busy.value}
        data-testid="forgotten-submit"
      >
        {t(busy.value ? "forgotten.busy" : "forgotten.submit")}
      </button>
      <a class="login-other" href={LOGIN}>
        {t("forgotten.back")}
      </a>
    </AccountCard>
  );
}
