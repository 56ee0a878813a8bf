import { useSignal } from "@preact/signals";
import { t } from "../../catalogue";

interface CopyButtonProps {
  text: string;
  label: string;
  testid: string;
}

/** Says whether it has worked: browsers may refuse, and do without HTTPS. */
export function CopyButton({ text, label, testid }: CopyButtonProps) {
  const outcome = useSignal<"copied" | "not_copied" | null>(null);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      outcome.value = "copied";
    } catch {
      outcome.value = "not_copied";
    }
  }
  return (
    <span class="copy">
      <button
        class="button button-small"
        type="button"
        data-testid={testid}
        onClick={() => void copy()}
      >
        {outcome.value === "copied" ? t("recovery.copied") : label}
      </button>
      <span class={outcome.value === "not_copied" ? "problem" : "visually-hidden"} role="status">
        {outcome.value && t(`recovery.${outcome.value}`)}
      </span>
    </span>
  );
}
