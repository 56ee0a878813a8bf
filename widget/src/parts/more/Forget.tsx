import { useEffect, useRef, useState } from "../../kit";
import type { MoreView } from "./More";

interface ForgetProps {
  view: MoreView;
  onForget(): void;
}

/**
 * A quiet link; the chat is gone only after a second press, because nobody can bring it back. The
 * focus goes to the harmless answer, and a key that is held down presses nothing more.
 */
export function Forget({ view, onForget }: ForgetProps) {
  const { t, format, state } = view;
  const [asked, setAsked] = useState<boolean | null>(null);
  const harmless = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked !== null) harmless.current?.focus();
  }, [asked]);
  if (!asked) {
    return (
      <p key="link">
        <button
          type="button"
          class="link"
          data-testid="forget"
          ref={harmless}
          onClick={() => setAsked(true)}
        >
          {t(ends(view) ? "forget.end" : "forget.remove")}
        </button>
      </p>
    );
  }
  return (
    <p
      key="question"
      role="alert"
      onKeyDown={(event) => {
        if (event.repeat && event.key !== "Tab") event.preventDefault();
      }}
    >
      {t("forget.sure")}{" "}
      {state?.ticket && t("forget.ticket", { number: format.digits(String(state.ticket)) })}{" "}
      <button key="yes" type="button" class="link" data-testid="forget-confirm" onClick={onForget}>
        {t("forget.yes")}
      </button>{" "}
      <button
        key="no"
        type="button"
        class="link"
        data-testid="forget-keep"
        ref={harmless}
        onClick={() => setAsked(false)}
      >
        {t("forget.no")}
      </button>
    </p>
  );
}

/** A request stays open until a person has answered it; without a connection the shop hears nothing. */
const ends = ({ banner, state }: ForgetProps["view"]): boolean =>
  !banner && state?.ticket === null && state.owner !== "closed";
