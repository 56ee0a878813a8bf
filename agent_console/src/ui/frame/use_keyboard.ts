import { useEffect } from "preact/hooks";
import type { Desk } from "../../model/desk/desk";
import { parseRoute } from "../../model/frame/route";
import { type Command, commandFor } from "../../model/frame/shortcuts";
import { TABS } from "../../model/inbox/items";
import { type Move, movesFor } from "../../model/thread/moves";
import { panelShown, sheet, useDesk, visit } from "../parts/context";
import { firstReply } from "../thread/SuggestionStrip";

/** Runs the console by keyboard: what each command does on the inbox page. */
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
    case "take_or_transfer":
      return takeOrTransfer(desk);
    case "snooze":
      return snoozeOrWake(desk);
    case "reply":
    case "note":
      return focusComposer(command);
    case "suggestion":
      return firstReply(desk);
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

/** The allowed moves of the open conversation; null in the archive, where there is no header. */
function openMoves(desk: Desk): { id: string; allowed: ReadonlySet<Move> } | null {
  const item = desk.thread.peek()?.item.peek();
  const me = desk.session.me.peek();
  if (!item || !me || parseRoute(location.hash).page !== "inbox") return null;
  return { id: item.id, allowed: movesFor(item, me).allowed };
}

function takeOrTransfer(desk: Desk): boolean {
  const open = openMoves(desk);
  if (!open) return false;
  if (open.allowed.has("take")) {
    void desk.actions.perform("take", open.id);
    return true;
  }
  return show(open.allowed, "transfer") || show(open.allowed, "take_over");
}

function snoozeOrWake(desk: Desk): boolean {
  const open = openMoves(desk);
  if (!open) return false;
  if (open.allowed.has("wake")) {
    void desk.actions.perform("wake", open.id);
    return true;
  }
  return show(open.allowed, "snooze");
}

function show(allowed: ReadonlySet<Move>, wanted: "transfer" | "snooze" | "take_over"): boolean {
  if (!allowed.has(wanted)) return false;
  sheet.value = wanted;
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
