import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../catalogue";
import { Icon } from "./icons";

interface SheetProps {
  title: string;
  wide?: boolean;
  onLeave(): void;
  children: ComponentChildren;
}

/**
 * A dialog over the page: traps the focus, and restores it; Escape and a click outside close it.
 * The focus starts at the element marked `data-first`.
 */
export function Sheet({ title, wide = false, onLeave, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    shown?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard it is Escape, which is `onCancel`
    <dialog
      ref={dialog}
      class={wide ? "sheet sheet-wide" : "sheet"}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onLeave();
      }}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2>{title}</h2>
          <button
            class="button button-icon"
            type="button"
            aria-label={t("move.cancel")}
            onClick={onLeave}
          >
            <Icon name="cross" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
