import { dayNumber, type Me } from "@firuze/client";
import { computed, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../../model/desk/desk";
import { hashOf, type Route } from "../../model/frame/route";

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("The desk is only there inside its provider");
  return desk;
}

/** The logged-in member; only for components that need a session. */
export function useMe(): Me {
  const me = useDesk().session.me.value;
  if (!me) throw new Error("Nobody is logged in");
  return me;
}

/** The time now, in milliseconds, updated every second for waits and countdowns. */
export const now = signal(Date.now());
/** Today's day number, which changes at midnight. */
export const today = computed(() => dayNumber(now.value));

export type SheetName = "shortcuts" | "close" | "transfer" | "snooze" | "take_over";
/** A sheet over the page. */
export const sheet = signal<SheetName | null>(null);
/** The preselected team of a handover, if one was suggested. */
export const suggestedTeam = signal<string | null>(null);

/** Opens the handover sheet, with that team preselected if there is one. */
export function handOverTo(team: string | null): void {
  suggestedTeam.value = team;
  sheet.value = "transfer";
}

/** Whether the customer's panel is shown where it has no room beside the conversation. */
export const panelShown = signal(false);

export function visit(route: Route): void {
  location.hash = hashOf(route);
}
