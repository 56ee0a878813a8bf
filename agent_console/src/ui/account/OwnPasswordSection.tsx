import { useSignal } from "@preact/signals";
import { say, t } from "../../catalogue";
import type { OwnPassword } from "../../model/account/own_password";
import { useMe } from "../parts/context";
import { AccountField, AccountNotice } from "./AccountCard";
import { NewPasswordFields, useNewPassword } from "./NewPasswordFields";

export function OwnPasswordSection({ own }: { own: OwnPassword }) {
  return (
    <section class="account-part" aria-labelledby="own-password">
      <h2 id="own-password">{t("account.password")}</h2>
      <p
        role="status"
        class="account-done"
        hidden={!own.done.value}
        data-testid="own-password-done"
      >
        {own.done.value && t("account.password.done")}
      </p>
      {own.open.value ? (
        <Change own={own} />
      ) : (
        <div class="account-moves">
          <button
            class="button"
            type="button"
            data-testid="own-password-open"
            onClick={() => own.show(true)}
          >
            {t("account.password.change")}
          </button>
        </div>
      )}
    </section>
  );
}

function Change({ own }: { own: OwnPassword }) {
  const me = useMe();
  const current = useSignal("");
  const chosen = useNewPassword();
  const problem = own.problem.value;
  return (
    <form
      class="account-form"
      noValidate
      aria-busy={own.busy.value}
      onSubmit={(event) => {
        event.preventDefault();
        void own.change(current.value, chosen.password.value, chosen.again.value);
      }}
    >
      <p class="quiet">{t("password.lead")}</p>
      <p class="quiet">{t("account.password.lead")}</p>
      <AccountNotice text={problem && say(problem)} />
      {/* For password managers, which keep the new password under this name. */}
      <input
        class="visually-hidden"
        type="email"
        autocomplete="username"
        readOnly
        tabIndex={-1}
        aria-hidden="true"
        value={me.email}
      />
      <AccountField
        label={t("account.password.current")}
        type="password"
        name="current"
        autocomplete="current-password"
        autofocus
        value={current.value}
        onInput={(value) => {
          current.value = value;
        }}
        testid="own-password-current"
      />
      <NewPasswordFields chosen={chosen} testid="own-password" />
      <div class="account-moves">
        <button
          class="button button-primary"
          type="submit"
          disabled={own.busy.value}
          data-testid="own-password-submit"
        >
          {t(own.busy.value ? "password.busy" : "account.password.change")}
        </button>
        <button class="button" type="button" onClick={() => own.show(false)}>
          {t("move.cancel")}
        </button>
      </div>
    </form>
  );
}
