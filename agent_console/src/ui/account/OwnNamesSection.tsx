import { useSignal } from "@preact/signals";
import { say, t } from "../../catalogue";
import { draftOf, type OwnNames } from "../../model/account/own_names";
import type { OwnPortrait as PortraitModel } from "../../model/account/own_portrait";
import { useMe } from "../parts/context";
import { AccountNotice } from "./AccountCard";
import { NameFields } from "./NameFields";
import { OwnPortrait } from "./OwnPortrait";

interface OwnNamesSectionProps {
  own: OwnNames;
  portrait: PortraitModel;
}

/** How customers see the agent: picture and names. */
export function OwnNamesSection({ own, portrait }: OwnNamesSectionProps) {
  return (
    <section class="account-part" aria-labelledby="own-names">
      <h2 id="own-names">{t("account.names")}</h2>
      <OwnPortrait own={portrait} />
      <p role="status" class="account-done" hidden={!own.done.value} data-testid="own-names-done">
        {own.done.value && t("account.names.done")}
      </p>
      {own.open.value ? <Change own={own} /> : <Shown own={own} />}
    </section>
  );
}

function Shown({ own }: { own: OwnNames }) {
  const { names } = useMe();
  return (
    <>
      <dl class="own-names" data-testid="own-names">
        {(["en", "fa"] as const).map((each) => (
          <div key={each}>
            <dt class="quiet">{t(`names.${each}`)}</dt>
            <dd lang={each}>
              {names[each] ? (
                <bdi>{names[each]}</bdi>
              ) : (
                <span class="quiet">{t("names.none")}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <div class="account-moves">
        <button
          class="button"
          type="button"
          data-testid="own-names-open"
          onClick={() => own.show(true)}
        >
          {t("account.names.change")}
        </button>
      </div>
    </>
  );
}

function Change({ own }: { own: OwnNames }) {
  const names = useSignal(draftOf(useMe().names));
  const problem = own.problem.value;
  return (
    <form
      class="account-form"
      noValidate
      aria-busy={own.busy.value}
      onSubmit={(event) => {
        event.preventDefault();
        void own.change(names.value);
      }}
    >
      <AccountNotice text={problem && say(problem)} />
      <NameFields
        names={names.value}
        onInput={(typed) => {
          names.value = typed;
        }}
        testid="own-name"
      />
      <div class="account-moves">
        <button
          class="button button-primary"
          type="submit"
          disabled={own.busy.value}
          data-testid="own-names-submit"
        >
          {t("account.names.save")}
        </button>
        <button class="button" type="button" onClick={() => own.show(false)}>
          {t("move.cancel")}
        </button>
      </div>
    </form>
  );
}
