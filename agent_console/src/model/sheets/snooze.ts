/**
 * The times until which a conversation can be snoozed: whole and half hours in the agent's zone.
 */

export const PRESETS = ["15m", "1h", "tomorrow"] as const;
export type Preset = (typeof PRESETS)[number];

const MINUTE = 60_000;
const STEP = 30; // minutes between the choices
const MORNING = 9; // o'clock
const DAYS = 14;

export function presetTime(preset: Preset, now: number): Date {
  switch (preset) {
    case "15m":
      return new Date(now + 15 * MINUTE);
    case "1h":
      return new Date(now + 60 * MINUTE);
    case "tomorrow":
      return onDay(now, 1, MORNING * 60);
  }
}

/**
 * The days to choose from: how many from today, and their noon. Today only while a time is left.
 */
export function daysToPick(now: number): { ahead: number; noon: Date }[] {
  const days = Array.from({ length: DAYS }, (_, ahead) => ahead);
  return days
    .filter((ahead) => timesToPick(ahead, now).length > 0)
    .map((ahead) => ({ ahead, noon: onDay(now, ahead, 12 * 60) }));
}

/** The half hours of the day that are still ahead. */
export function timesToPick(ahead: number, now: number): Date[] {
  const steps = Array.from({ length: (24 * 60) / STEP }, (_, index) => index * STEP);
  return steps.map((minutes) => onDay(now, ahead, minutes)).filter((time) => time.getTime() > now);
}

/** The default on that day: the morning, or the next half hour when it is past. */
export function proposedTime(ahead: number, now: number): Date | null {
  const times = timesToPick(ahead, now);
  return times.find((time) => time.getHours() >= MORNING) ?? times[0] ?? null;
}

/** By the calendar, so that clock changes shift nothing. */
function onDay(now: number, ahead: number, minutes: number): Date {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + ahead, 0, minutes);
}
