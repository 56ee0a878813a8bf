import type { Language } from "@firuze/client";
import { language, t } from "../../catalogue";

/** Each language under its own name, so that an agent who cannot read the current one finds it. */
const OWN_NAMES: Record<Language, string> = { en: "English", fa: "فارسی" };

export function LanguageSwitch() {
  return (
    <fieldset class="segmented">
      <legend class="visually-hidden">{t("language.label")}</legend>
      {(["en", "fa"] as const).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={language.value === each}
          data-testid={`language-${each}`}
          onClick={() => {
            language.value = each;
          }}
        >
          {OWN_NAMES[each]}
        </button>
      ))}
    </fieldset>
  );
}
