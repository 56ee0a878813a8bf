import { useEffect } from "preact/hooks";
import type { Desk } from "../model/desk";
import { TABS } from "../model/items";
import { movesFor } from "../model/moves";
import { type Command, commandFor } from "../model/shortcuts";
import { panelShown, sheet, useDesk, visit } from "./context";

/** The console by keyboard: what each command does on the page of the inbox. */
export function useKeyboard(): void {
  const desk = useDesk();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const command = commandFor(event, isWriting(event.target));
      if (command && run(desk, command)) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [desk]);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("input, textarea, select, [contenteditable]");
}

/** Whether there was something to do. */
function run(desk: Desk, command: Command): boolean {
  switch (command) {
    case "next":
      return step(desk, 1);
    case "previous":
      return step(desk, -1);
    case "accept":
      return accept(desk);
    case "take":
      return take(desk);
    case "reply":
    case "note":
      return focusComposer(command);
    case "escape":
      return leave();
    case "help":
      sheet.value = "shortcuts";
      return true;
    default:
      desk.inbox.show(TABS[Number(command.slice(-1)) - 1] ?? "all");
      return true;
  }
}

function step(desk: Desk, by: 1 | -1): boolean {
  const next = desk.inbox.neighbour(desk.thread.peek()?.id ?? null, by);
  if (!next) return false;
  visit({ page: "inbox", conversation: next });
  document.querySelector(`[data-conversation-id="${next}"]`)?.scrollIntoView({ block: "nearest" });
  return true;
}

/** The open conversation if it is offered, else the offer that runs out first. */
function accept(desk: Desk): boolean {
  const offers = desk.inbox.offers.peek();
  const open = desk.thread.peek()?.id;
  const offer = offers.find((item) => item.id === open) ?? offers[0];
  if (!offer) return false;
  void desk.actions.perform("accept", offer.id);
  visit({ page: "inbox", conversation: offer.id });
  return true;
}

function take(desk: Desk): boolean {
  const item = desk.thread.peek()?.item.peek();
  const me = desk.session.me.peek();
  if (!item || !me || !movesFor(item, me).allowed.has("take")) return false;
  void desk.actions.perform("take", item.id);
  return true;
}

function focusComposer(mode: "reply" | "note"): boolean {
  document.querySelector<HTMLElement>(`[data-composer-tab="${mode}"]`)?.click();
  requestAnimationFrame(() => document.querySelector<HTMLElement>(".composer-text")?.focus());
  return true;
}

function leave(): boolean {
  panelShown.value = false;
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return true;
}
