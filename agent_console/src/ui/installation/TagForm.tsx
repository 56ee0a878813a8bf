import { directionOf } from "@firuze/client";
import type { Signal } from "@preact/signals";
import { language, t } from "../../catalogue";
import { type Field, isWrong, type TagDraft } from "../../model/installation/tag";

interface PartProps {
  draft: Signal<TagDraft>;
}

const LANGUAGES = ["page", "en", "fa"] as const;
const THEMES = ["light", "dark", "auto"] as const;
const SIDES = ["end", "start", "left", "right"] as const;

/** What an administrator may choose. */
export function TagForm({ draft }: PartProps) {
  return (
    <form class="installation-form" noValidate onSubmit={(event) => event.preventDefault()}>
      <Choice draft={draft} field="language" values={LANGUAGES} />
      <Choice draft={draft} field="theme" values={THEMES} />
      <Choice draft={draft} field="side" values={SIDES} />
      <Line draft={draft} field="color" type="color" />
      <Line draft={draft} field="radius" type="number" />
      <Line draft={draft} field="logo" type="url" like="https://shop.example/logo.svg" />
      <Words draft={draft} field="greetingEn" spoken="en" />
      <Words draft={draft} field="greetingFa" spoken="fa" />
      <Line draft={draft} field="hours" type="text" like="Sat-Wed 09:00-18:00, Thu 09:00-13:00" />
      <Line draft={draft} field="timezone" type="text" like="Asia/Tehran" />
    </form>
  );
}

const change = (draft: Signal<TagDraft>, field: Field, value: string) => {
  draft.value = { ...draft.value, [field]: value };
};

interface ChoiceProps<Name extends "language" | "theme" | "side"> extends PartProps {
  field: Name;
  values: readonly TagDraft[Name][];
}

function Choice<Name extends "language" | "theme" | "side">(props: ChoiceProps<Name>) {
  const { draft, field, values } = props;
  return (
    <label class="field" for={`tag-${field}`}>
      <span>{t(`installation.${field}`)}</span>
      <select
        id={`tag-${field}`}
        value={draft.value[field]}
        data-testid={`tag-${field}`}
        onChange={(event) => change(draft, field, event.currentTarget.value)}
      >
        {values.map((value) => (
          <option key={value} value={value}>
            {t(`installation.${field}.${value}` as Parameters<typeof t>[0])}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LineProps extends PartProps {
  field: "color" | "radius" | "logo" | "hours" | "timezone";
  type: "color" | "number" | "url" | "text";
  like?: string;
}

function Line({ draft, field, type, like }: LineProps) {
  const wrong = isWrong(draft.value, field);
  return (
    <label class="field" for={`tag-${field}`}>
      <span>{t(`installation.${field}`)}</span>
      <input
        id={`tag-${field}`}
        type={type as "text"} // Preact's types want each kind by itself
        dir="ltr"
        {...(type === "number" && { min: 0, max: 32 })}
        placeholder={like}
        value={draft.value[field]}
        aria-invalid={wrong}
        aria-describedby={wrong ? `tag-${field}-wrong` : undefined}
        data-testid={`tag-${field}`}
        onInput={(event) => change(draft, field, event.currentTarget.value)}
      />
      {wrong && (
        <span id={`tag-${field}-wrong`} class="problem" data-testid={`tag-${field}-wrong`}>
          {t(`installation.${field}.wrong`)}
        </span>
      )}
    </label>
  );
}

interface WordsProps extends PartProps {
  field: "greetingEn" | "greetingFa";
  spoken: "en" | "fa";
}

function Words({ draft, field, spoken }: WordsProps) {
  const text = draft.value[field];
  return (
    <label class="field" for={`tag-${field}`}>
      <span>{t(`installation.${field}`)}</span>
      <textarea
        id={`tag-${field}`}
        rows={2}
        maxLength={500}
        lang={spoken}
        dir={text ? directionOf(text, spoken) : language.value === "fa" ? "rtl" : "ltr"}
        value={text}
        data-testid={`tag-${field}`}
        onInput={(event) => change(draft, field, event.currentTarget.value)}
      />
    </label>
  );
}
