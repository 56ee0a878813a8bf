import type { Chat } from "../model/chat";
import { Text } from "./Text";
import type { View } from "./view";

/** The greeting, shown before the customer has asked anything. */
export function Welcome({ view: { t, session, language, greeting } }: { view: View }) {
  const name = session?.customer_name;
  const words = greeting ?? (name ? t("welcome.name", { name }) : t("welcome"));
  return (
    <div class="row bot first last" data-testid="welcome">
      <span class="by">{t("by.bot")}</span>
      <Text text={words} language={language} />
    </div>
  );
}

export function QuickQuestions({ view: { t, asking }, chat }: { view: View; chat: Chat }) {
  const questions = [t("quick.hours"), t("quick.order")];
  return (
    <fieldset class="choices" aria-label={t("quick.label")}>
      {questions.map((text) => (
        <button
          type="button"
          class="choice"
          key={text}
          data-testid="quick-reply"
          onClick={() => chat.say({ text })}
        >
          {text}
        </button>
      ))}
      <button
        type="button"
        class="choice"
        data-testid="quick-person"
        disabled={asking}
        onClick={() => void chat.run("request_person")}
      >
        {t("person.ask")}
      </button>
    </fieldset>
  );
}
