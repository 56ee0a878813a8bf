/** Maps keys to commands, by their position (`code`), so that a Persian layout works the same. */
import { isComposing } from "@firuze/client";

export type Command =
  | "next"
  | "previous"
  | "accept"
  | "take_or_transfer"
  | "snooze"
  | "reply"
  | "note"
  | "suggestion"
  | "escape"
  | "help"
  | `tab.${1 | 2 | 3 | 4}`;

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

const BY_CODE: Record<string, Command> = {
  KeyJ: "next",
  KeyK: "previous",
  KeyA: "accept",
  KeyT: "take_or_transfer", // hands over my own conversation, takes any other
  KeyZ: "snooze",
  KeyR: "reply",
  KeyN: "note",
  KeyS: "suggestion",
  Digit1: "tab.1",
  Digit2: "tab.2",
  Digit3: "tab.3",
  Digit4: "tab.4",
};

/** `writing`: the focus is in a text field, where letters are text. */
export function commandFor(press: KeyPress, writing: boolean): Command | null {
  if (isComposing(press) || press.ctrlKey || press.metaKey) return null;
  if (press.altKey) return press.key === "ArrowUp" ? "suggestion" : null; // also while writing
  if (press.key === "Escape") return "escape";
  if (writing) return null;
  if (press.key === "?" || press.key === "؟") return "help";
  if (press.key === "ArrowDown") return "next";
  if (press.key === "ArrowUp") return "previous";
  return BY_CODE[press.code] ?? null;
}

export interface EnterPress extends KeyPress {
  shiftKey: boolean;
}

/** Enter sends, also with Ctrl or Cmd; not with Shift (a new line), nor while composing a word. */
export function sends(press: EnterPress): boolean {
  return press.key === "Enter" && !press.shiftKey && !isComposing(press);
}
