import {
  type Article,
  type ConversationItem,
  directionOf,
  type Names,
  type NextStep,
  type Suggestion,
} from "@firuze/client";
import { inLanguage, language, t } from "../../catalogue";
import type { Desk } from "../../model/desk/desk";
import { intentName } from "../../wording/names";
import { nameIn } from "../../wording/people";
import { type Reply, replyText } from "../../wording/replies";
import { handOverTo, sheet, useDesk, useMe } from "../parts/context";
import { Icon } from "../parts/icons";
import { share } from "../parts/words";
import { intoReply } from "./Composer";

const SHOWN = 2; // replies side by side are enough to choose from

/** What the agent could answer and do next. Only the agent sends. */
export function SuggestionStrip({ item }: { item: ConversationItem }) {
  const { suggestions } = useDesk();
  const me = useMe();
  const suggestion = suggestions.shown.value;
  const texts = suggestion ? textsOf(suggestion, item, me.names) : [];
  return (
    <>
      <p class="visually-hidden" aria-live="polite">
        {texts[0] && t("suggestion.announced", { text: texts[0] })}
      </p>
      {suggestion && (
        <section class="suggestion" aria-label={t("suggestion.label")} data-testid="suggestion">
          <Head suggestion={suggestion} onDismiss={suggestions.dismiss} />
          {texts.map((text, index) => (
            <SuggestedReply
              key={text}
              item={item}
              text={text}
              late={isLate(suggestion.replies[index])}
            />
          ))}
          <div class="suggestion-more">
            {suggestion.article && <ArticleView article={suggestion.article} />}
            {suggestion.steps.map((step) => (
              <Step key={step.do} step={step} item={item} suggestion={suggestion} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function textsOf(suggestion: Suggestion, item: ConversationItem, me: Names): string[] {
  const agent = nameIn(me, suggestion.language);
  const speakers = { agent, name: item.customer_name };
  return suggestion.replies.slice(0, SHOWN).map((reply) => replyText(reply, suggestion, speakers));
}

const isLate = (reply: Reply | undefined): boolean => reply?.kind === "words" && reply.late;

/** Puts the first suggested reply into the composer; false if there is none. */
export function firstReply(desk: Desk): boolean {
  const suggestion = desk.suggestions.shown.peek();
  const item = desk.thread.peek()?.item.peek();
  const me = desk.session.me.peek();
  if (!suggestion || !item || !me) return false;
  const [text] = textsOf(suggestion, item, me.names);
  if (text === undefined) return false;
  intoReply(desk, item.id, text);
  return true;
}

function Head({ suggestion, onDismiss }: { suggestion: Suggestion; onDismiss(): void }) {
  const { intent, emotion } = suggestion;
  return (
    <header class="suggestion-head">
      <Icon name="bulb" />
      <span>
        {intent
          ? t("suggestion.likely", {
              intent: intentName(intent.name),
              confidence: share(intent.confidence),
            })
          : t("suggestion.label")}
      </span>
      {emotion.label !== "neutral" && (
        <span class="mood" data-mood={emotion.label}>
          {t(`emotion.${emotion.label}`)}
        </span>
      )}
      <button
        class="button button-icon suggestion-dismiss"
        type="button"
        aria-label={t("suggestion.dismiss")}
        title={t("suggestion.dismiss")}
        data-testid="suggestion-dismiss"
        onClick={onDismiss}
      >
        <Icon name="cross" />
      </button>
    </header>
  );
}

interface SuggestedReplyProps {
  item: ConversationItem;
  text: string;
  late: boolean;
}

function SuggestedReply({ item, text, late }: SuggestedReplyProps) {
  const desk = useDesk();
  return (
    <div class="suggestion-reply" data-testid="suggestion-reply">
      <div class="suggestion-words">
        {late && <p class="quiet">{t("suggestion.late")}</p>}
        <p class="suggestion-text" dir={directionOf(text, item.language)} lang={item.language}>
          {text}
        </p>
      </div>
      <button
        class="button button-small"
        type="button"
        data-testid="suggestion-use"
        onClick={() => intoReply(desk, item.id, text)}
      >
        {t("suggestion.use")}
      </button>
    </div>
  );
}

function ArticleView({ article }: { article: Article }) {
  return (
    <details class="suggestion-article" data-testid="suggestion-article">
      <summary>{t("suggestion.article", { topic: intentName(article.topic) })}</summary>
      <p>{article.text[language.value]}</p>
    </details>
  );
}

interface StepProps {
  step: NextStep;
  item: ConversationItem;
  suggestion: Suggestion;
}

function Step({ step, item, suggestion }: StepProps) {
  const desk = useDesk();
  const go = () => {
    switch (step.do) {
      case "ask_order_number":
        return intoReply(desk, item.id, inLanguage(suggestion.language, "reply.ask_order_number"));
      case "hand_over":
        return handOverTo(step.team);
      case "return_to_bot":
        return void desk.actions.perform("return_to_bot", item.id);
      case "close":
        sheet.value = "close";
    }
  };
  return (
    <button
      class="link"
      type="button"
      data-testid={`suggestion-${step.do}`}
      disabled={desk.actions.busy.value !== null}
      onClick={go}
    >
      {t(`suggestion.step.${step.do}`, { team: step.team ?? "" })}
    </button>
  );
}
