import { directionOf } from "@firuze/client";
import { type Signal, useSignal } from "@preact/signals";
import { language, type Message, say, t } from "../../catalogue";
import {
  emptyDraft,
  type InviteDraft,
  inviteOf,
  missing,
  toggled,
} from "../../model/invitations/draft";
import { NameFields } from "../account/NameFields";
import { useDesk } from "../parts/context";
import { Sheet } from "../parts/Sheet";
import { SheetMoves } from "../parts/SheetMoves";

const ROLES = ["agent", "supervisor", "admin"] as const;
const LANGUAGES = ["en", "fa"] as const;

/** The form by which a member of the staff is invited. */
export function InviteSheet({ onLeave }: { onLeave(): void }) {
  const { invitations } = useDesk();
  const draft = useSignal(emptyDraft(language.value));
  const lacks = useSignal<Message | null>(null);
  const busy = useSignal(false);
  const works = invitations.works.value;
  const problem = lacks.value ?? invitations.complaint.value;
  const send = async () => {
    lacks.value = missing(draft.value);
    if (lacks.value || busy.value) return;
    busy.value = true;
    const done = await invitations.invite(inviteOf(draft.value));
    busy.value = false;
    if (done) onLeave();
  };
  return (
    <Sheet title={t("invite.title")} onLeave={onLeave}>
      <form
        class="invite"
        noValidate
        aria-busy={busy.value}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="quiet">{t(works ? "invite.lead" : "invite.lead.no_mail")}</p>
        {problem && (
          <p class="problem" role="alert" data-testid="invite-problem">
            {say(problem)}
          </p>
        )}
        <Person draft={draft} />
        <Role draft={draft} />
        <Speaks draft={draft} />
        <Teams draft={draft} />
        {works && <MailLanguage draft={draft} />}
        <SheetMoves testId="invite-send" disabled={busy.value} onLeave={onLeave}>
          {t(works ? "invite.send" : "invite.make")}
        </SheetMoves>
      </form>
    </Sheet>
  );
}

interface PartProps {
  draft: Signal<InviteDraft>;
}

const change = (draft: Signal<InviteDraft>, part: Partial<InviteDraft>) => {
  draft.value = { ...draft.value, ...part };
};

function Person({ draft }: PartProps) {
  const { names, email } = draft.value;
  return (
    <>
      <NameFields
        names={names}
        onInput={(typed) => change(draft, { names: typed })}
        testid="invite-name"
      />
      <label class="field" for="invite-email">
        <span>{t("login.email")}</span>
        <input
          id="invite-email"
          type="email"
          name="email"
          autocomplete="off"
          required
          dir="ltr"
          value={email}
          data-testid="invite-email"
          onInput={(event) => change(draft, { email: event.currentTarget.value })}
        />
      </label>
    </>
  );
}

function Role({ draft }: PartProps) {
  return (
    <fieldset class="invite-roles">
      <legend>{t("invite.role")}</legend>
      {ROLES.map((role) => (
        <label key={role} class="target" data-checked={draft.value.role === role}>
          <input
            type="radio"
            name="role"
            checked={draft.value.role === role}
            data-testid={`invite-role-${role}`}
            onChange={() => change(draft, { role })}
          />
          <span class="target-who">
            <span class="target-name">{t(`settings.role.${role}`)}</span>
            <span class="target-details">{t(`invite.role.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Speaks({ draft }: PartProps) {
  const { languages } = draft.value;
  return (
    <fieldset class="invite-choices">
      <legend>{t("invite.languages")}</legend>
      {LANGUAGES.map((each) => (
        <Tick
          key={each}
          label={t(`language.${each}`)}
          on={languages.includes(each)}
          test={`invite-speaks-${each}`}
          set={(on) => change(draft, { languages: toggled(languages, each, on) })}
        />
      ))}
    </fieldset>
  );
}

function Teams({ draft }: PartProps) {
  const { teams, newTeams } = draft.value;
  const known = useDesk().invitations.teams.value;
  return (
    <fieldset class="invite-choices">
      <legend>{t("invite.teams")}</legend>
      {known.map((team) => (
        <Tick
          key={team}
          label={team}
          on={teams.includes(team)}
          test="invite-team"
          set={(on) => change(draft, { teams: toggled(teams, team, on) })}
        />
      ))}
      <label class="field invite-new-teams" for="invite-new-teams">
        <span class="quiet">{t(known.length > 0 ? "invite.teams.new" : "invite.teams.first")}</span>
        <input
          id="invite-new-teams"
          autocomplete="off"
          dir={newTeams ? directionOf(newTeams, language.value) : undefined}
          value={newTeams}
          data-testid="invite-new-teams"
          onInput={(event) => change(draft, { newTeams: event.currentTarget.value })}
        />
      </label>
    </fieldset>
  );
}

function MailLanguage({ draft }: PartProps) {
  return (
    <fieldset class="invite-choices">
      <legend>{t("invite.mail_language")}</legend>
      {LANGUAGES.map((each) => (
        <label key={each} class="check">
          <input
            type="radio"
            name="mail-language"
            checked={draft.value.language === each}
            data-testid={`invite-mail-${each}`}
            onChange={() => change(draft, { language: each })}
          />
          {t(`language.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface TickProps {
  label: string;
  on: boolean;
  test: string;
  set(on: boolean): void;
}

function Tick({ label, on, test, set }: TickProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={on}
        data-testid={test}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <bdi>{label}</bdi>
    </label>
  );
}
