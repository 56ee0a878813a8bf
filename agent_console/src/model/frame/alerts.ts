/**
 * Alerts the agent to a new offer, and to a customer's new message in a chat of the agent's own.
 * The page's title always shows it; sound and notification follow if the agent wants them, once
 for
 * all tabs of the console.
 */
import {
  browserTimers,
  type ConversationItem,
  type TextStorage,
  type Timers,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export interface Alerts {
  readonly sound: ReadonlySignal<boolean>;
  readonly notifications: ReadonlySignal<boolean>;
  readonly denied: ReadonlySignal<boolean>;
  /** The agent wants sound, but the browser keeps the page silent until somebody clicks. */
  readonly silenced: ReadonlySignal<boolean>;
  setSound(on: boolean): void;
  setNotifications(on: boolean): Promise<void>;
  /** Asks the browser for sound; works only after a click or a key. */
  unlock(): void;
  /** Takes the current offers, and alerts to those not seen before. */
  lookAtOffers(offers: readonly ConversationItem[]): void;
  /** Takes the unread messages of the agent's own chats. Those of the first call are old. */
  lookAtWords(unread: readonly Unread[]): void;
  /** The agent has signed out. */
  forget(): void;
}

export interface Unread {
  item: ConversationItem;
  /** The seq of the customer's last unread message. */
  seq: number;
}

export type News = "offer" | "words";

export interface AlertOutput {
  title(offers: number, unread: number): void;
  /** Whether the browser keeps the page silent. */
  readonly silenced: ReadonlySignal<boolean>;
  unlock(): void;
  /** Rings once in all tabs for each `key`, now or never: a silenced alert does not ring later. */
  ring(key: string): void;
  /** Shows it once in all tabs, if none is in view; false where the browser cannot. */
  notify(key: string, item: ConversationItem, news: News): Promise<boolean>;
  /** Whether the agent's browser lets us notify. */
  permission(): Promise<boolean>;
}

const SOUND = "firuze.console.sound";
const NOTIFICATIONS = "firuze.console.notifications";
/**
 * Milliseconds in which another tab or device, where the agent reads, marks the message as read.
 */
const READ_ELSEWHERE = 1_500;

export function createAlerts(
  output: AlertOutput,
  storage: TextStorage,
  timers: Timers = browserTimers,
): Alerts {
  const sound = signal(storage.getItem(SOUND) === "on");
  const notifications = signal(storage.getItem(NOTIFICATIONS) === "on");
  const denied = signal(false);
  let offers: readonly ConversationItem[] = [];
  let unread: readonly Unread[] = [];
  /** The seq of the last known message by conversation; null before the first call. */
  let heard: Map<string, number> | null = null;

  async function alert(news: News, key: string, item: ConversationItem): Promise<void> {
    if (sound.peek()) output.ring(key);
    if (notifications.peek() && !(await output.notify(key, item, news))) refuse();
  }

  /** The browser allowed notifications, but does not show them. */
  function refuse(): void {
    denied.value = true;
    notifications.value = false;
    storage.setItem(NOTIFICATIONS, "off");
  }

  if (sound.peek()) output.unlock();
  const tellTitle = () => output.title(offers.length, unread.length);

  function alertIfUnread(id: string, seq: number): void {
    const still = unread.find(({ item }) => item.id === id);
    if (still && still.seq === seq) void alert("words", `${id}:${seq}`, still.item);
  }

  return {
    sound,
    notifications,
    denied,
    silenced: computed(() => sound.value && output.silenced.value),
    setSound(on) {
      sound.value = on;
      storage.setItem(SOUND, on ? "on" : "off");
      if (!on) return;
      output.unlock();
      output.ring(`sound is on at ${Date.now()}`);
    },
    async setNotifications(on) {
      const allowed = on && (await output.permission());
      denied.value = on && !allowed;
      notifications.value = allowed;
      storage.setItem(NOTIFICATIONS, allowed ? "on" : "off");
    },
    unlock: () => output.unlock(),
    lookAtOffers(next) {
      const known = new Set(offers.map(offerKey));
      offers = next;
      tellTitle();
      for (const item of next) {
        if (!known.has(offerKey(item))) void alert("offer", offerKey(item), item);
      }
    },
    lookAtWords(next) {
      unread = next;
      tellTitle();
      const first = heard === null;
      heard ??= new Map();
      for (const { item, seq } of next) {
        if (seq <= (heard.get(item.id) ?? 0)) continue;
        heard.set(item.id, seq);
        if (!first) timers.set(() => alertIfUnread(item.id, seq), READ_ELSEWHERE);
      }
    },
    forget() {
      offers = [];
      unread = [];
      heard = null;
      tellTitle();
    },
  };
}

/** The same conversation offered again later is a new offer. */
const offerKey = (item: ConversationItem): string => `${item.id}:${item.owner.deadline}`;
