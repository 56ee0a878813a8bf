/** What makes a new offer unmissable: the title of the page always, sound and notification if wanted. */
import type { ConversationItem, TextStorage } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";

export interface Alerts {
  readonly sound: ReadonlySignal<boolean>;
  readonly notifications: ReadonlySignal<boolean>;
  readonly denied: ReadonlySignal<boolean>;
  setSound(on: boolean): void;
  setNotifications(on: boolean): Promise<void>;
  /** Looks at the offers as they are now, and alerts to those not seen before. */
  look(offers: readonly ConversationItem[]): void;
}

export interface AlertOutput {
  title(offers: number): void;
  ring(): void;
  notify(item: ConversationItem): void;
  /** Whether the agent's browser lets us notify. */
  permission(): Promise<boolean>;
}

const SOUND = "firuze.console.sound";
const NOTIFICATIONS = "firuze.console.notifications";

export function createAlerts(output: AlertOutput, storage: TextStorage): Alerts {
  const sound = signal(storage.getItem(SOUND) === "on");
  const notifications = signal(storage.getItem(NOTIFICATIONS) === "on");
  const denied = signal(false);
  let known: ReadonlySet<string> = new Set();

  return {
    sound,
    notifications,
    denied,
    setSound(on) {
      sound.value = on;
      storage.setItem(SOUND, on ? "on" : "off");
      if (on) output.ring();
    },
    async setNotifications(on) {
      const allowed = on && (await output.permission());
      denied.value = on && !allowed;
      notifications.value = allowed;
      storage.setItem(NOTIFICATIONS, allowed ? "on" : "off");
    },
    look(offers) {
      const fresh = offers.filter((item) => !known.has(offerKey(item)));
      known = new Set(offers.map(offerKey));
      output.title(offers.length);
      if (fresh.length > 0 && sound.peek()) output.ring();
      if (notifications.peek()) for (const item of fresh) output.notify(item);
    },
  };
}

/** The same conversation offered again later is a new offer. */
const offerKey = (item: ConversationItem): string => `${item.id}:${item.owner.deadline}`;
