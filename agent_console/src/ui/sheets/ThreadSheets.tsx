import type { ConversationItem } from "@firuze/client";
import { useEffect } from "preact/hooks";
import type { Move } from "../../model/thread/moves";
import { sheet } from "../parts/context";
import { CloseSheet } from "./CloseSheet";
import { HandoverSheet } from "./HandoverSheet";
import { SnoozeSheet } from "./SnoozeSheet";
import { TakeOverSheet } from "./TakeOverSheet";

const SHEETS = {
  close: CloseSheet,
  transfer: HandoverSheet,
  snooze: SnoozeSheet,
  take_over: TakeOverSheet,
} satisfies Partial<Record<Move, unknown>>;

export type ThreadSheet = keyof typeof SHEETS;

interface ThreadSheetsProps {
  item: ConversationItem;
  allowed: ReadonlySet<Move>;
}

/** The sheet of a move on the open conversation; it closes when the move is no longer possible. */
export function ThreadSheets({ item, allowed }: ThreadSheetsProps) {
  const wanted = sheet.value === "shortcuts" ? null : sheet.value;
  const possible = wanted !== null && allowed.has(wanted);
  useEffect(() => {
    if (wanted !== null && !possible) sheet.value = null;
  }, [wanted, possible]);
  useEffect(() => leave, []);
  if (!wanted || !possible) return null;
  const Wanted = SHEETS[wanted];
  return <Wanted item={item} />;
}

/** Closes the sheet, so that another conversation does not find it. */
function leave(): void {
  if (sheet.peek() !== "shortcuts") sheet.value = null;
}
