/** Timers as a value, so that tests can turn the clock by hand. Delays are in milliseconds. */
export interface Timers {
  set(run: () => void, delay: number): unknown;
  clear(handle: unknown): void;
}

export const browserTimers: Timers = {
  set: (run, delay) => setTimeout(run, delay),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/**
 * Doubles from `first` up to `last` milliseconds with each attempt, counted from 0; then takes half of
 * it up to all, by chance, so that the browsers that one gateway has lost do not all come back at once.
 */
export function backOff(
  attempt: number,
  first: number,
  last: number,
  random: () => number = Math.random,
): number {
  return Math.min(last, first * 2 ** Math.min(attempt, 16)) * (0.5 + random() / 2);
}
