import type { LoginStep as Step } from "@firuze/client";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { useDesk } from "../parts/context";
import { AccountCard, AccountField, AccountNotice } from "./AccountCard";
import { RecoveryCodes } from "./RecoveryCodes";
import { SetUpSteps } from "./SetUpSteps";

/** The password was right: a code is asked for, or the second step is set up before anything else. */
export function LoginStep({ step }: { step: Step }) {
  return step.step === "code" ? <GiveCode step={step} /> : <FirstSetUp step={step} />;
}

function GiveCode({ step }: { step: Step }) {
  const { session } = useDesk();
  const code = useSignal("");
  const kind = useSignal<"app" | "recovery">("app");
  const ofApp = kind.value === "app";
  const busy = session.busy.value;
  const notice = session.notice.value;
  return (
    <AccountCard
      title={t("step.code.title")}
      lead={ofApp ? t("step.code.lead", { email: step.email }) : t("step.recovery.lead")}
      busy={busy}
      onSubmit={() => void session.giveCode(code.value, kind.value)}
    >
      <AccountNotice text={notice && say(notice)} />
      <AccountField
        key={kind.value}
        label={t(ofApp ? "step.code" : "step.recovery")}
        type={ofApp ? "digits" : "code"}
        name="code"
        autocomplete={ofApp ? "one-time-code" : "off"}
        autofocus
        value={code.value}
        onInput={(value) => {
          code.value = value;
        }}
        testid="step-code"
      />
      <button
        class="button button-primary login-submit"
        type="submit"
        disabled={busy}
        data-testid="step-submit"
      >
        {t(busy ? "step.busy" : "step.submit")}
      </button>
      <div class="step-others">
        <button
          class="link"
          type="button"
          data-testid="step-kind"
          onClick={() => {
            kind.value = ofApp ? "recovery" : "app";
            code.value = "";
          }}
        >
          {t(ofApp ? "step.use_recovery" : "step.use_app")}
        </button>
        <Cancel />
      </div>
      {!ofApp && <p class="quiet step-lost">{t("step.lost")}</p>}
    </AccountCard>
  );
}

function FirstSetUp({ step }: { step: Step }) {
  const desk = useDesk();
  const setUp = useMemo(() => desk.loginSetUp(language.peek()), [desk]);
  useEffect(() => void setUp.begin(), [setUp]);
  const problem = setUp.problem.value;
  const code = useSignal("");
  if (setUp.state.value === "codes") {
    return (
      <AccountCard title={t("recovery.title")}>
        <RecoveryCodes
          codes={setUp.codes.value}
          email={step.email}
          onKept={() => void desk.session.recall()}
        />
      </AccountCard>
    );
  }
  return (
    <AccountCard
      wide
      title={t("set_up.title")}
      lead={t("set_up.demanded")}
      busy={setUp.busy.value}
      onSubmit={() => void setUp.confirm(code.value)}
    >
      <AccountNotice text={problem && say(problem)} />
      <SetUpSteps setUp={setUp} code={code} />
      <div class="step-others">
        <Cancel />
      </div>
    </AccountCard>
  );
}

function Cancel() {
  const { session } = useDesk();
  return (
    <button
      class="link"
      type="button"
      data-testid="step-cancel"
      onClick={() => void session.cancel()}
    >
      {t("step.other")}
    </button>
  );
}
