import type { Timers } from "../src";

/** Timers that run when the test says so. Time is in milliseconds. */
export class Clock implements Timers {
  private time = 0;
  private due = new Map<number, { at: number; run: () => void }>();
  private next = 1;

  set(run: () => void, delay: number): unknown {
    this.due.set(this.next, { at: this.time + delay, run });
    return this.next++;
  }

  clear(handle: unknown): void {
    this.due.delete(handle as number);
  }

  /** How many timers are waiting. */
  get waiting(): number {
    return this.due.size;
  }

  /** Advances the clock, runs what is due, and lets promises settle. */
  async elapse(delay: number): Promise<void> {
    this.time += delay;
    for (const [id, timer] of [...this.due]) {
      if (timer.at > this.time) continue;
      this.due.delete(id);
      timer.run();
    }
    await settled();
  }
}

/** Lets every settled promise continue. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
