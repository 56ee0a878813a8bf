import { type ConversationItem, directionOf } from "@firuze/client";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { language, say, t } from "../../catalogue";
import { sends } from "../../model/frame/shortcuts";
import { type Handover, isSame, type Person, type Target } from "../../model/sheets/handover";
import { hasUnsent } from "../../model/thread/outgoing";
import { named } from "../../wording/people";
import { Avatar } from "../parts/Avatar";
import { sheet, suggestedTeam, useDesk } from "../parts/context";
import { Icon } from "../parts/icons";
import { isTooLong, Left } from "../parts/Left";
import { Sheet } from "../parts/Sheet";
import { SheetMoves } from "../parts/SheetMoves";
import { customerName } from "../parts/words";

const leave = () => {
  sheet.value = null;
};

/** The receiver of the conversation, and a note for them. Enter hands over from every field. */
export function HandoverSheet({ item }: { item: ConversationItem }) {
  const desk = useDesk();
  const handover = useMemo(() => desk.handOver(item), [item.id]);
  useEffect(() => {
    const name = suggestedTeam.peek();
    if (name !== null) handover.choose({ kind: "team", name });
    suggestedTeam.value = null;
    void handover.load();
  }, [handover]);
  const confirm = async () => {
    if (await handover.confirm()) leave();
  };
  return (
    <Sheet title={t("transfer.title")} onLeave={leave}>
      <form
        class="handover"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <p class="quiet">{t("transfer.hint", { name: customerName(item) })}</p>
        {hasUnsent(desk.outgoing.value, item.id) && (
          <p class="problem" role="alert">
            {t("transfer.unsent")}
          </p>
        )}
        {handover.many.value && <Find handover={handover} />}
        <Targets handover={handover} language={item.language} />
        <Note handover={handover} language={item.language} onSend={() => void confirm()} />
        <SheetMoves
          testId="transfer-confirm"
          disabled={
            handover.chosen.value === null ||
            isTooLong(handover.note.value) ||
            desk.actions.busy.value !== null
          }
          onLeave={leave}
        >
          <Icon name="handover" />
          {t("move.transfer")}
        </SheetMoves>
      </form>
    </Sheet>
  );
}

function Find({ handover }: { handover: Handover }) {
  const words = handover.words.value;
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        dir={words ? directionOf(words, language.value) : undefined}
        value={words}
        placeholder={t("transfer.find")}
        aria-label={t("transfer.find")}
        data-testid="transfer-find"
        onInput={(event) => handover.find(event.currentTarget.value)}
      />
    </label>
  );
}

interface TargetsProps {
  handover: Handover;
  language: ConversationItem["language"];
}

function Targets({ handover, language }: TargetsProps) {
  const list = useRef<HTMLDivElement>(null);
  const loaded = handover.loaded.value;
  useEffect(() => {
    if (!loaded) return;
    const find = (which: string) => list.current?.querySelector<HTMLElement>(`input${which}`);
    (find(":checked") ?? find(":enabled"))?.focus();
  }, [loaded]);
  if (handover.problem.value) return <Failed handover={handover} />;
  if (!loaded) return <p class="quiet">{t("empty.loading")}</p>;
  const people = handover.people.value;
  const teams = handover.teams.value;
  return (
    <div class="targets" ref={list}>
      {people.length > 0 && (
        <fieldset>
          <legend>{t("transfer.people")}</legend>
          {people.map((person) => (
            <PersonChoice key={person.id} person={person} handover={handover} language={language} />
          ))}
        </fieldset>
      )}
      {teams.length > 0 && (
        <fieldset>
          <legend>{t("transfer.teams")}</legend>
          {teams.map(({ name, free }) => (
            <Choice key={name} target={{ kind: "team", name }} handover={handover}>
              <bdi class="target-name">{name}</bdi>
              <span class="target-state" data-state={free > 0 ? "free" : "full"}>
                {t(free > 0 ? "transfer.team.free" : "transfer.team.none", { n: free })}
              </span>
            </Choice>
          ))}
        </fieldset>
      )}
      {people.length + teams.length === 0 && <p class="quiet">{t("transfer.nobody")}</p>}
    </div>
  );
}

function Failed({ handover }: { handover: Handover }) {
  const problem = handover.problem.value;
  return (
    <p class="problem" role="alert">
      {problem && say(problem)}{" "}
      <button class="link" type="button" onClick={() => void handover.load()}>
        {t("move.again")}
      </button>
    </p>
  );
}

function PersonChoice({ person, handover, language }: TargetsProps & { person: Person }) {
  return (
    <Choice
      target={{ kind: "person", id: person.id }}
      handover={handover}
      disabled={person.state !== "free"}
    >
      <Avatar names={person.names} portrait={person.portrait} />
      <span class="target-who">
        <bdi class="target-name">{named(person.names)}</bdi>
        <span class="target-details">
          <span>{person.languages.map((each) => t(`language.${each}`)).join(t("list.and"))}</span>
          {person.teams.map((team) => (
            <bdi key={team} class="chip">
              {team}
            </bdi>
          ))}
          {!person.speaks && person.state === "free" && (
            <span class="target-warning">{t(`transfer.speaks_no.${language}`)}</span>
          )}
        </span>
      </span>
      <span class="target-state" data-state={person.state}>
        {t(`transfer.state.${person.state}`, { n: person.free })}
      </span>
    </Choice>
  );
}

interface ChoiceProps {
  target: Target;
  handover: Handover;
  disabled?: boolean;
  children: preact.ComponentChildren;
}

function Choice({ target, handover, disabled = false, children }: ChoiceProps) {
  const checked = isSame(target, handover.chosen.value);
  return (
    <label
      class="target"
      data-checked={checked}
      data-testid={`transfer-${target.kind}`}
      data-agent-id={target.kind === "person" ? target.id : undefined}
      data-team={target.kind === "team" ? target.name : undefined}
    >
      <input
        type="radio"
        name="target"
        checked={checked}
        disabled={disabled}
        onChange={() => handover.choose(target)}
      />
      {children}
    </label>
  );
}

function Note({ handover, language, onSend }: TargetsProps & { onSend(): void }) {
  const note = handover.note.value;
  return (
    <label class="field">
      <span>
        {t("transfer.note")} <span class="quiet">{t("transfer.note.hint")}</span>
      </span>
      <textarea
        dir={note ? directionOf(note, language) : undefined}
        rows={2}
        value={note}
        data-testid="transfer-note"
        onInput={(event) => handover.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!sends(event)) return;
          event.preventDefault();
          onSend();
        }}
      />
      <Left text={note} />
    </label>
  );
}
