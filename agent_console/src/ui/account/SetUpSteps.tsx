import type { SetUpBegun } from "@firuze/client";
import type { Signal } from "@preact/signals";
import { t } from "../../catalogue";
import type { FactorSetUp } from "../../model/account/factor_set_up";
import { AccountField } from "./AccountCard";
import { CopyButton } from "./CopyButton";

/** The steps from a phone without the secret to its first code; inside a form. */
export function SetUpSteps({ setUp, code }: { setUp: FactorSetUp; code: Signal<string> }) {
  const begun = setUp.begun.value;
  const busy = setUp.busy.value;
  if (setUp.state.value === "beginning" || !begun) {
    if (busy) return <p class="quiet">{t("set_up.preparing")}</p>;
    return (
      <button class="button" type="button" onClick={() => void setUp.begin()}>
        {t("move.again")}
      </button>
    );
  }
  return (
    <>
      <ol class="set-up-steps">
        <li>{t("set_up.app")}</li>
        <li>
          {t("set_up.scan")}
          <Secret begun={begun} />
        </li>
        <li>
          <AccountField
            label={t("set_up.code")}
            type="digits"
            name="code"
            autocomplete="one-time-code"
            value={code.value}
            onInput={(value) => {
              code.value = value;
            }}
            testid="set-up-code"
          />
        </li>
      </ol>
      <button
        class="button button-primary login-submit"
        type="submit"
        disabled={busy}
        data-testid="set-up-submit"
      >
        {t(busy ? "step.busy" : "set_up.submit")}
      </button>
    </>
  );
}

function Secret({ begun }: { begun: SetUpBegun }) {
  return (
    <div class="set-up-secret">
      <img
        class="set-up-picture"
        src={begun.picture}
        alt={t("set_up.picture")}
        data-testid="set-up-picture"
      />
      <div class="set-up-typed">
        <p>{t("set_up.type")}</p>
        <code class="set-up-text" dir="ltr" data-testid="set-up-secret">
          {grouped(begun.secret)}
        </code>
        <CopyButton text={begun.secret} label={t("set_up.copy")} testid="set-up-copy" />
        <a class="set-up-here" href={begun.address}>
          {t("set_up.open")}
        </a>
      </div>
    </div>
  );
}

/** In fours, so that it can be typed. */
const grouped = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? "";
