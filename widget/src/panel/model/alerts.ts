/**
 * Tells a customer who looks elsewhere that an answer has come: by a soft sound, unless they have
 * switched it off, and by a notification, if they have agreed to one. The part that does it is loaded
 * with the first answer of that kind.
 */
import type { TextStorage } from "@firuze/client";
import { computed, effect, signal } from "@preact/signals-core";
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
  /** Whether notifications come; null where they cannot. */
  notify: boolean | null;
  setSound(on: boolean): void;
  setNotify(on: boolean): Promise<void>;
}

export function createAlerts({ storage, parts, about, onPress }: AlertsOptions) {
  const sound = signal(storage.getItem(SOUND) !== "off");
  const chosen = signal(storage.getItem(NOTIFICATIONS) === "on");
  const permission = signal(permitted());
  const notify = computed(() =>
    permission.value === "denied" ? null : permission.value === "granted" && chosen.value,
  );
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
    notify,
    stop,
    setSound(on: boolean): void {
      sound.value = on;
      storage.setItem(SOUND, on ? "on" : "off");
    },
    /** The browser asks the customer, unless they have answered it before. */
    async setNotify(on: boolean): Promise<void> {
      if (on) permission.value = await Notification.requestPermission();
      chosen.value = on && permission.value === "granted";
      storage.setItem(NOTIFICATIONS, chosen.value ? "on" : "off");
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

/**
 * What the browser allows; "denied" as well where a page cannot create notifications, as in Chrome on
 * Android. Before the customer has agreed, to create one shows nothing; later it would.
 */
function permitted(): NotificationPermission {
  try {
    const { permission } = Notification;
    if (permission === "default") new Notification("").close();
    return /Android/.test(navigator.userAgent) ? "denied" : permission;
  } catch {
    return "denied";
  }
}
