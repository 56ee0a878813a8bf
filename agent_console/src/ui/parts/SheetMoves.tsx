import type { ComponentChildren } from "preact";
import { t } from "../../catalogue";

interface SheetMovesProps {
  testId: string;
  disabled: boolean;
  onLeave(): void;
  /** Without it the button submits its form. */
  onConfirm?(): void;
  /** Whether the focus starts at the move itself. */
  first?: boolean;
  /** The move's name. */
  children: ComponentChildren;
}

/** The foot of a sheet: cancel, or confirm its move. */
export function SheetMoves(props: SheetMovesProps) {
  return (
    <div class="sheet-moves">
      <button class="button" type="button" onClick={props.onLeave}>
        {t("move.cancel")}
      </button>
      <button
        class="button button-primary"
        type={props.onConfirm ? "button" : "submit"}
        disabled={props.disabled}
        data-first={props.first || undefined}
        data-testid={props.testId}
        onClick={props.onConfirm}
      >
        {props.children}
      </button>
    </div>
  );
}
