import { language, t } from "../../catalogue";
import type { NamesDraft } from "../../model/account/own_names";

interface NameFieldsProps {
  names: NamesDraft;
  onInput(names: NamesDraft): void;
  /** Before the language in the ids of the fields. */
  testid: string;
}

const BOTH = ["en", "fa"] as const;

/** What a member of the staff is called in each language; the console's comes first. */
export function NameFields({ names, onInput, testid }: NameFieldsProps) {
  const order = language.value === "fa" ? [...BOTH].reverse() : BOTH;
  return (
    <fieldset class="name-fields">
      <legend>{t("names.label")}</legend>
      <p class="quiet">{t("names.hint")}</p>
      {order.map((each, index) => (
        <label key={each} class="field" for={`${testid}-${each}`}>
          <span>{t(`names.${each}`)}</span>
          <input
            id={`${testid}-${each}`}
            name={`name-${each}`}
            autocomplete="off"
            lang={each}
            dir={each === "fa" ? "rtl" : "ltr"}
            data-first={index === 0 || undefined}
            value={names[each]}
            data-testid={`${testid}-${each}`}
            onInput={(event) => onInput({ ...names, [each]: event.currentTarget.value })}
          />
        </label>
      ))}
    </fieldset>
  );
}
