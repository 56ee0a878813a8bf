import type { SecondFactorState } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { longDate } from "../../format/time";
import type { FactorSetUp } from "../../model/account/factor_set_up";
import type { OwnFactor } from "../../model/account/own_factor";
import { useMe } from "../parts/context";
import { AccountField, AccountNotice } from "./AccountCard";
import { RecoveryCodes } from "./RecoveryCodes";
import { SetUpSteps } from "./SetUpSteps";

const FEW = 3; // recovery codes

export function OwnFactorSection({ own }: { own: OwnFactor }) {
  useEffect(() => void own.load(), [own]);
  const now = own.now.value;
  return (
    <section class="account-part" aria-labelledby="own-factor" data-testid="own-factor">
      <h2 id="own-factor">{t("account.factor")}</h2>
      <p role="status" class="account-done" hidden={!own.done.value} data-testid="own-factor-done">
        {own.done.value && say(own.done.value)}
      </p>
      {now && own.move.value === null && <State now={now} own={own} />}
      {!now && own.problem.value && <AccountNotice text={say(own.problem.value)} />}
      {now && own.move.value !== null && <Doing now={now} own={own} />}
    </section>
  );
}

function State({ now, own }: { now: SecondFactorState; own: OwnFactor }) {
  return (
    <>
      {now.since ? (
        <>
          <p data-testid="own-factor-state">
            {t("account.factor.on", { date: longDate(now.since, language.value) })}{" "}
            {now.demanded && t("account.factor.demanded")}
          </p>
          <p class={now.recovery_left <= FEW ? "account-few" : "quiet"}>
            {t("account.factor.left", { n: now.recovery_left })}
            {now.recovery_left <= FEW && ` – ${t("account.factor.few")}`}
          </p>
        </>
      ) : (
        <p data-testid="own-factor-state">{t("account.factor.off")}</p>
      )}
      <div class="account-moves">
        {now.since ? (
          <>
            <Choice own={own} move="renew" label={t("account.factor.renew")} />
            <Choice own={own} move="set_up" label={t("account.factor.another")} />
            {!now.demanded && (
              <Choice own={own} move="turn_off" label={t("account.factor.turn_off")} />
            )}
          </>
        ) : (
          <Choice own={own} move="set_up" label={t("account.factor.set_up")} primary />
        )}
      </div>
    </>
  );
}

interface ChoiceProps {
  own: OwnFactor;
  move: "set_up" | "renew" | "turn_off";
  label: string;
  primary?: boolean;
}

function Choice({ own, move, label, primary = false }: ChoiceProps) {
  return (
    <button
      class={primary ? "button button-primary" : "button"}
      type="button"
      data-testid={`own-factor-${move}`}
      onClick={() => own.choose(move)}
    >
      {label}
    </button>
  );
}

function Doing({ now, own }: { now: SecondFactorState; own: OwnFactor }) {
  const me = useMe();
  const setUp = own.setUp.value;
  const codes = setUp?.state.value === "codes" ? setUp.codes.value : own.renewed.value;
  if (codes.length > 0) {
    return (
      <>
        <h3>{t("recovery.title")}</h3>
        <RecoveryCodes codes={codes} email={me.email} onKept={() => void own.keep()} />
      </>
    );
  }
  return setUp ? <Scanning own={own} setUp={setUp} /> : <Proof now={now} own={own} />;
}

function Scanning({ own, setUp }: { own: OwnFactor; setUp: FactorSetUp }) {
  const code = useSignal("");
  const problem = setUp.problem.value;
  return (
    <form
      class="account-form"
      noValidate
      aria-busy={setUp.busy.value}
      onSubmit={(event) => {
        event.preventDefault();
        void setUp.confirm(code.value);
      }}
    >
      <h3>{t("set_up.title")}</h3>
      <AccountNotice text={problem && say(problem)} />
      <SetUpSteps setUp={setUp} code={code} />
      <Leave own={own} />
    </form>
  );
}

const TITLES = {
  set_up: "set_up.title",
  renew: "account.factor.renew",
  turn_off: "account.factor.turn_off",
} as const;

function Proof({ now, own }: { now: SecondFactorState; own: OwnFactor }) {
  const password = useSignal("");
  const code = useSignal("");
  const me = useMe();
  const problem = own.problem.value;
  return (
    <form
      class="account-form"
      noValidate
      aria-busy={own.busy.value}
      onSubmit={(event) => {
        event.preventDefault();
        void own.prove(password.value, code.value, language.peek());
      }}
    >
      <h3>{t(TITLES[own.move.value ?? "set_up"])}</h3>
      <p class="quiet">{t("proof.lead")}</p>
      <AccountNotice text={problem && say(problem)} />
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
        label={t("proof.password")}
        type="password"
        name="password"
        autocomplete="current-password"
        autofocus
        value={password.value}
        onInput={(value) => {
          password.value = value;
        }}
        testid="proof-password"
      />
      {now.since && (
        <AccountField
          label={t("proof.code")}
          type="code"
          name="code"
          autocomplete="one-time-code"
          value={code.value}
          onInput={(value) => {
            code.value = value;
          }}
          testid="proof-code"
        />
      )}
      <div class="account-moves">
        <button
          class="button button-primary"
          type="submit"
          disabled={own.busy.value}
          data-testid="proof-submit"
        >
          {t(own.busy.value ? "step.busy" : "proof.continue")}
        </button>
        <Leave own={own} />
      </div>
    </form>
  );
}

function Leave({ own }: { own: OwnFactor }) {
  return (
    <button
      class="button"
      type="button"
      data-testid="own-factor-leave"
      onClick={() => own.choose(null)}
    >
      {t("move.cancel")}
    </button>
  );
}
