import { useEffect, useRef } from "preact/hooks";
import { t } from "../../catalogue";
import { CopyButton } from "./CopyButton";

interface RecoveryCodesProps {
  codes: readonly string[];
  email: string;
  onKept(): void;
}

/** Shown once, with what one needs to keep them. Printing prints nothing else of the page. */
export function RecoveryCodes({ codes, email, onKept }: RecoveryCodesProps) {
  const lead = useRef<HTMLParagraphElement>(null);
  useEffect(() => lead.current?.focus(), []);
  const text = [t("recovery.file", { email }), "", ...codes, ""].join("\n");
  return (
    <div class="recovery">
      <p ref={lead} tabIndex={-1} class="recovery-lead">
        {t("recovery.lead")}
      </p>
      <div class="recovery-paper">
        <p class="recovery-file">{t("recovery.file", { email })}</p>
        <ol class="recovery-codes" dir="ltr" aria-label={t("recovery.list")}>
          {codes.map((code) => (
            <li key={code} data-testid="recovery-code">
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <div class="recovery-moves">
        <CopyButton text={text} label={t("recovery.copy")} testid="recovery-copy" />
        <a
          class="button button-small"
          download="firuze-recovery-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          data-testid="recovery-download"
        >
          {t("recovery.download")}
        </a>
        <button class="button button-small" type="button" onClick={() => print()}>
          {t("recovery.print")}
        </button>
      </div>
      <button
        class="button button-primary login-submit"
        type="button"
        data-testid="recovery-kept"
        onClick={onKept}
      >
        {t("recovery.done")}
      </button>
    </div>
  );
}
