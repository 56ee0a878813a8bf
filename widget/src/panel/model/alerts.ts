/**
 * Tells a customer who looks elsewhere that an answer has come: by a soft sound, unless they have
 * switched it off, and by a notification, if they have agreed to one. The part that does it is loaded
 * with the first answer of that kind.
 */
import type { TextStorage } from "@firuze/client";
import { effect, signal } from "@preact/signals-core";
import type { PartLoader } from "./parts";

const SOUND = "firuze:sound";
const NOTIFICATIONS = "firuze:notifications";

export interface AlertsOptions {
  storage: TextStorage;
  parts: PartLoader;
  /** The shop, in whose name a notification comes, and the customer's language. */
  about(): { shop: string; language: "en" | "fa" };
  /** The customer presses a notification. */
  onPress(): void;
}

/** What the panel shows of it, and what the customer may change. */
export interface AlertSwitches {
  sound: boolean;
  /** Whether the customer may still be asked for notifications. */
  askable: boolean;
  setSound(on: boolean): void;
  askToNotify(): Promise<void>;
}

export function createAlerts({ storage, parts, about, onPress }: AlertsOptions) {
  const sound = signal(storage.getItem(SOUND) !== "off");
  const askable = signal("Notification" in window && Notification.permission === "default");
  const waiting = signal<string | null>(null);
  let known = Number.POSITIVE_INFINITY;

  const stop = effect(() => {
    const key = waiting.value;
    const part = parts.states.value.alerts;
    if (!key || typeof part !== "object") return;
    waiting.value = null;
    const notify = storage.getItem(NOTIFICATIONS) === "on";
    part.alert?.({ key, sound: sound.peek(), notify, ...about(), onPress });
  });

  return {
    sound,
    askable,
    stop,
    setSound(on: boolean): void {
      sound.value = on;
      storage.setItem(SOUND, on ? "on" : "off");
    },
    async askToNotify(): Promise<void> {
      const answer = await Notification.requestPermission();
      askable.value = answer === "default";
      storage.setItem(NOTIFICATIONS, answer === "granted" ? "on" : "off");
    },
    /**
     * How many pieces of news are unread. If there is one more than before while the customer is
     * `elsewhere`, it is told, once in all tabs for each `key`.
     */
    heard(count: number, elsewhere: boolean, key: string): void {
      if (elsewhere && count > known) {
        parts.need("alerts");
        waiting.value = key;
      }
      known = count;
    },
  };
}
