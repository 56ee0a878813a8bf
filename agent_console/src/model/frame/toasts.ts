/** Short messages about what has just happened, with an undo where there is one. */
import { browserTimers, type Timers } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";

export interface Toast {
  id: number;
  tone: "done" | "problem";
  message: Message;
  undo?: () => void;
}

export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  /** The id to dismiss it by. */
  show(toast: Omit<Toast, "id">): number;
  dismiss(id: number): void;
}

const LASTS = 8_000; // milliseconds

export function createToasts(timers: Timers = browserTimers): Toasts {
  const shown = signal<readonly Toast[]>([]);
  let last = 0;
  const dismiss = (id: number): void => {
    shown.value = shown.value.filter((toast) => toast.id !== id);
  };
  return {
    shown,
    dismiss,
    show(toast) {
      const id = ++last;
      shown.value = [...shown.value.slice(-2), { ...toast, id }];
      timers.set(() => dismiss(id), LASTS);
      return id;
    },
  };
}
