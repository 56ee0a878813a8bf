/**
 * How far the two sides of a conversation have got; reports this side's marks to the server.
 *
 * Marks only rise, so they may come twice, late, or in any order, and the next one makes up for a
 * lost one. Reports are debounced: one mark is in flight at a time, and the next goes a second
 * after it at the earliest. Without a connection they wait for `resume`.
 */
import { type Ack, isPassing } from "./errors";
import type { Mark, Marks, Noted } from "./protocol";
import { browserTimers, type Timers } from "./timers";

export const NOTHING: Mark = { delivered: 0, read: 0 };

/** The greater of each mark. */
export function later(one: Mark, other: Mark): Mark {
  return {
    delivered: Math.max(one.delivered, other.delivered),
    read: Math.max(one.read, other.read),
  };
}

export const laterMarks = (one: Marks, other: Partial<Marks>): Marks => ({
  customer: later(one.customer, other.customer ?? NOTHING),
  staff: later(one.staff, other.staff ?? NOTHING),
});

export type Receipt = "sent" | "delivered" | "seen";

/** The receipt of message `seq`, by the mark of the receiving side. */
export function receiptOf(seq: number, { delivered, read }: Mark): Receipt {
  if (seq <= read) return "seen";
  return seq <= delivered ? "delivered" : "sent";
}

export interface Marker {
  /** This device has or shows the log up to here; reports it to the server in time. */
  note(mark: Mark): void;
  /** The page may be gone in a moment: report what is left immediately. */
  hurry(): void;
  /** Connected: report what is left. */
  resume(): void;
  /** Disconnected, or no longer interested: keep it. */
  pause(): void;
}

export interface MarkerOptions {
  /** Rejects when no answer came. */
  send(mark: Mark): Promise<Ack<Noted>>;
  timers?: Timers;
}

const PACE = 1_000; // milliseconds between two marks

export function createMarker({ send, timers = browserTimers }: MarkerOptions): Marker {
  let here = NOTHING;
  let told = NOTHING;
  let paused = false;
  let busy = false;

  async function tell(now = false): Promise<void> {
    if ((busy && !now) || paused) return;
    if (here.delivered <= told.delivered && here.read <= told.read) return;
    busy = true;
    told = here;
    await null; // marks noted in the same tick go along
    told = here;
    try {
      const ack = await send(here);
      if (!ack.ok && isPassing(ack.error.code)) told = NOTHING;
    } catch {
      told = NOTHING; // no answer came: report it again
    }
    timers.set(() => {
      busy = false;
      void tell();
    }, PACE);
  }

  return {
    note(mark) {
      here = later(here, mark);
      void tell();
    },
    hurry: () => void tell(true),
    resume() {
      paused = false;
      void tell();
    },
    pause() {
      paused = true;
    },
  };
}
