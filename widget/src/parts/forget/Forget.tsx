import { useState } from "../../kit";
import type { PartView } from "../../panel/view/Show";
import type en from "./en.json";

interface ForgetProps {
  view: PartView<typeof en>;
  onForget(): void;
}

/** A quiet link; the chat is gone only after a second press, because nobody can bring it back. */
export function Forget({ view: { t }, onForget }: ForgetProps) {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <p class="forget">
        <button type="button" class="link" data-testid="forget" onClick={() => setAsked(true)}>
          {t("forget.end")}
        </button>
      </p>
    );
  }
  return (
    <p class="forget" role="alert">
      {t("forget.sure")}{" "}
      <button type="button" class="link" data-testid="forget-confirm" onClick={onForget}>
        {t("forget.yes")}
      </button>{" "}
      <button type="button" class="link" onClick={() => setAsked(false)}>
        {t("forget.no")}
      </button>
    </p>
  );
}
