import { type ConversationItem, createTypingNotice, directionOf } from "@firuze/client";
import { type Signal, signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { language, t } from "../../catalogue";
import type { Desk } from "../../model/desk/desk";
import { sends } from "../../model/frame/shortcuts";
import type { DraftKind } from "../../model/thread/drafts";
import { type Lock, movesFor } from "../../model/thread/moves";
import { sheet, useDesk, useMe } from "../parts/context";
import { Icon } from "../parts/icons";
import { isTooLong, Left } from "../parts/Left";
import { agentName, customerName } from "../parts/words";
import { Attach } from "./Files";
import { MailHint } from "./Mails";

const TALLEST = 220; // pixels

/** Counts the suggestions put into drafts, so that an open composer reads its own again. */
const suggested = signal(0);

/**
 * Appends a text once to the draft of a reply to a conversation; the agent edits and sends it, or
 * not.
 */
export function intoReply(
  { drafts }: Pick<Desk, "drafts">,
  conversation: string,
  text: string,
): void {
  const draft = drafts.peek();
  const begun = draft?.read(conversation, "reply").trimEnd() ?? "";
  if (!begun.includes(text)) {
    draft?.write(conversation, "reply", begun ? `${begun}\n${text}` : text);
  }
  suggested.value++;
}

interface ComposerProps {
  item: ConversationItem;
  lock: Lock | null;
  mode: Signal<DraftKind>;
}

export function Composer({ item, lock, mode }: ComposerProps) {
  const { drafts } = useDesk();
  // Moving through the inbox by keyboard must not focus the field; accepting or choosing does.
  const shown = useRef(false);
  useEffect(() => {
    shown.current = true;
  }, []);
  // The conversation is the agent's now: reply by default, unless a note is begun.
  useEffect(() => {
    if (lock === null && !drafts.value?.read(item.id, "note")) mode.value = "reply";
  }, [lock]);
  useEffect(() => {
    if (suggested.value > 0 && lock === null) mode.value = "reply";
  }, [suggested.value]);
  return (
    <section class="composer" data-mode={mode.value}>
      <div class="composer-tabs" role="tablist">
        {(["reply", "note"] as const).map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={mode.value === each}
            data-composer-tab={each}
            data-testid={`composer-${each}`}
            onClick={() => {
              mode.value = each;
            }}
          >
            {t(`composer.${each}`)}
          </button>
        ))}
      </div>
      {mode.value === "reply" && lock !== null ? (
        <Locked
          item={item}
          lock={lock}
          onNote={() => {
            mode.value = "note";
          }}
        />
      ) : (
        <>
          {mode.value === "reply" && <MailHint item={item} />}
          <Editor key={mode.value} item={item} kind={mode.value} focused={shown.current} />
        </>
      )}
    </section>
  );
}

interface LockedProps {
  item: ConversationItem;
  lock: Lock;
  onNote(): void;
}

/** Why the agent cannot write to the customer now, and what they can do instead. */
function Locked({ item, lock, onNote }: LockedProps) {
  const { drafts, actions } = useDesk();
  const me = useMe();
  const { allowed } = movesFor(item, me);
  const way = (["accept", "take"] as const).find((move) => allowed.has(move));
  const over = allowed.has("take_over") && (lock === "agent" || lock === "offered") ? lock : null;
  const kept = drafts.value?.read(item.id, "reply") !== "";
  const params = { name: customerName(item), agent: agentName(item) };
  return (
    <div class="composer-locked" data-testid="composer-locked">
      <p>{t(over ? `composer.locked.${over}.over` : `composer.locked.${lock}`, params)}</p>
      {kept && <p class="quiet">{t("composer.kept")}</p>}
      <div class="composer-ways">
        {way && (
          <button
            class="button button-small button-primary"
            type="button"
            disabled={actions.busy.value !== null}
            onClick={() => void actions.perform(way, item.id)}
          >
            {t(`move.${way}`)}
          </button>
        )}
        {over && (
          <button
            class="button button-small"
            type="button"
            disabled={actions.busy.value !== null}
            onClick={() => {
              sheet.value = "take_over";
            }}
          >
            {t("move.take_over")}
          </button>
        )}
        <button class="button button-small" type="button" onClick={onNote}>
          {t("composer.note.write")}
        </button>
      </div>
    </div>
  );
}

interface EditorProps {
  item: ConversationItem;
  kind: DraftKind;
  /** Whether to take the focus at once. */
  focused: boolean;
}

function Editor({ item, kind, focused }: EditorProps) {
  const desk = useDesk();
  const field = useRef<HTMLTextAreaElement>(null);
  const drafts = desk.drafts.value;
  const text = useSignal(drafts?.read(item.id, kind) ?? "");
  const notice = useTypingNotice(item.id);
  const over = isTooLong(text.value);
  const empty = text.value.trim() === "";

  const known = useRef(suggested.value);
  useEffect(() => {
    if (known.current === suggested.value) return;
    known.current = suggested.value;
    text.value = drafts?.read(item.id, kind) ?? "";
    field.current?.focus();
  }, [suggested.value]);
  useEffect(() => fit(field.current), [text.value]);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, []);

  const write = (value: string) => {
    text.value = value;
    drafts?.write(item.id, kind, value);
    if (kind === "reply" && value !== "") notice.touch();
  };
  const send = () => {
    if (empty || over) return;
    const words = { conversation_id: item.id, text: text.value.trim() };
    desk.outgoing.value?.add({ kind: kind === "reply" ? "say" : "note", ...words });
    notice.stop();
    write("");
    field.current?.focus();
  };
  const placeholder =
    kind === "reply"
      ? t("composer.reply.placeholder", { name: customerName(item) })
      : t("composer.note.placeholder");

  return (
    <form
      class="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        class="composer-text"
        dir={directionOf(text.value, text.value ? item.language : language.value)}
        rows={2}
        value={text.value}
        placeholder={placeholder}
        aria-label={placeholder}
        data-testid={kind}
        onInput={(event) => write(event.currentTarget.value)}
        onBlur={notice.stop}
        onKeyDown={(event) => {
          if (!sends(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="composer-foot">
        <Left text={text.value}>
          <span class="quiet composer-hint">{t("composer.hint")}</span>
        </Left>
        {kind === "reply" && <Attach conversation={item.id} />}
        <button
          class={kind === "reply" ? "button button-primary" : "button button-note"}
          type="submit"
          disabled={empty || over}
          data-testid={`${kind}-send`}
        >
          <Icon name={kind === "reply" ? "send" : "note"} />
          {t(kind === "reply" ? "composer.send" : "composer.send.note")}
        </button>
      </div>
    </form>
  );
}

function useTypingNotice(conversation: string) {
  const desk = useDesk();
  const notice = useMemo(
    () => createTypingNotice((active) => desk.typing(conversation, active)),
    [desk, conversation],
  );
  useEffect(() => notice.stop, [notice]);
  return notice;
}

/** As tall as its text, up to a limit. */
function fit(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
}
