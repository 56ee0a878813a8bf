import { directionOf, FILE_TYPES, isComposing, lengthOf, MESSAGE_LIMIT } from "@firuze/client";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../model/chat";
import { ClipIcon, PersonIcon, SendIcon } from "./icons";
import type { View } from "./view";

const NEAR_LIMIT = 400;

interface ComposerProps {
  view: View;
  chat: Chat;
  open: boolean;
  focus: boolean;
}

/** Enter sends, Shift+Enter starts a line; never disabled, whatever the connection does. */
export function Composer({ view, chat, open, focus }: ComposerProps) {
  const { t } = view;
  const [text, setText] = useState("");
  const input = useRef<HTMLTextAreaElement>(null);
  const drawn = useRef(false);
  const left = MESSAGE_LIMIT - lengthOf(text.trim());
  const ready = text.trim() !== "" && left >= 0;

  useLayoutEffect(() => {
    if (view.known) setText((written) => written || chat.memory.draft);
  }, [view.known, chat]);
  useLayoutEffect(() => {
    const take = () => input.current?.focus();
    if (open && focus) drawn.current ? take() : setTimeout(take); // the first time it would lay out all of the page at once
    drawn.current = true;
  }, [open]);
  useLayoutEffect(() => grow(input.current, text), [text, open]);

  function write(next: string): void {
    setText(next);
    chat.memory.keepDraft(next);
    if (next.trim()) chat.writing();
  }

  function send(): void {
    if (!ready) return;
    chat.say({ text: text.trim() });
    write("");
    input.current?.focus();
  }

  return (
    <footer>
      <div class="composer">
        {view.session?.file_bytes ? <Attach view={view} chat={chat} /> : null}
        <textarea
          ref={input}
          rows={1}
          value={text}
          dir={directionOf(text, view.language)}
          data-testid="composer"
          aria-label={t("composer.label")}
          placeholder={t("composer.placeholder")}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="button"
          class="send"
          data-testid="send"
          aria-label={t("composer.send")}
          disabled={!ready}
          onClick={send}
        >
          <SendIcon />
        </button>
      </div>
      <div class="below">
        <TalkToPerson view={view} chat={chat} />
        {left < NEAR_LIMIT && <Counter left={left} view={view} />}
      </div>
    </footer>
  );
}

/** The browser's own picker, which on a phone offers the camera too. */
function Attach({ view: { t }, chat }: Omit<ComposerProps, "open" | "focus">) {
  return (
    <label class="send attach">
      <input
        class="sr"
        type="file"
        multiple
        accept={FILE_TYPES}
        aria-label={t("composer.attach")}
        data-testid="attach"
        onChange={({ currentTarget: field }) => {
          chat.attach(field.files ?? []);
          field.value = "";
        }}
      />
      <ClipIcon />
    </label>
  );
}

function Counter({ left, view: { t, format } }: { left: number; view: View }) {
  const count = format.number(Math.abs(left));
  return (
    <span class={left < 0 ? "error" : ""} role="status" data-testid="counter">
      {t(left < 0 ? "composer.over" : "composer.left", { count })}
    </span>
  );
}

/**
 * The button for a person is always one tap away; with a person, or on the way to one, it says so.
 */
function TalkToPerson({ view: { t, state, asking }, chat }: Omit<ComposerProps, "open" | "focus">) {
  const owner = state?.owner;
  const there = owner === "queued" || owner === "agent";
  const name = state?.agent?.name ?? t("by.agent");
  return (
    <button
      type="button"
      class="person"
      data-testid="talk-to-person"
      disabled={there || asking}
      onClick={() => void chat.run("request_person")}
    >
      <PersonIcon />
      {there ? t(`with.${owner}`, { name }) : t(asking ? "person.asking" : "person.ask")}
    </button>
  );
}

/** Measures nothing for an empty one: that would lay out the page at once. */
function grow(input: HTMLTextAreaElement | null, text: string): void {
  if (!input) return;
  input.style.height = "auto";
  if (text && input.scrollHeight) input.style.height = `${input.scrollHeight + 2}px`;
}
