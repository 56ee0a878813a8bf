/**
 * What makes news unmissable: a new offer, and new words of a customer in a chat of the agent's own.
 * The title of the page always tells; sound and notification do if they are wanted, once for all
 * tabs of the console.
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
  /** Sound is wanted, and the browser keeps the page silent until the agent has touched it. */
  readonly silenced: ReadonlySignal<boolean>;
  setSound(on: boolean): void;
  setNotifications(on: boolean): Promise<void>;
  /** Asks the browser for sound; worth a try after a touch only. */
  unlock(): void;
  /** Looks at the offers as they are now, and alerts to those not seen before. */
  lookAtOffers(offers: readonly ConversationItem[]): void;
  /** Looks at what is unread in the agent's own chats. What was unread at the first look is old. */
  lookAtWords(unread: readonly Unread[]): void;
  /** The agent has left. */
  forget(): void;
}

export interface Unread {
  item: ConversationItem;
  /** The seq of the customer's last message that nobody has read. */
  seq: number;
}

export type News = "offer" | "words";

export interface AlertOutput {
  title(offers: number, unread: number): void;
  /** Whether the browser keeps the page silent. */
  readonly silenced: ReadonlySignal<boolean>;
  unlock(): void;
  /** Rings once in all tabs for each `key`, now or not at all: what is silenced is not heard later. */
  ring(key: string): void;
  /** Shows it once in all tabs, if none is in view; false where the browser cannot. */
  notify(key: string, item: ConversationItem, news: News): Promise<boolean>;
  /** Whether the agent's browser lets us notify. */
  permission(): Promise<boolean>;
}

const SOUND = "firuze.console.sound";
const NOTIFICATIONS = "firuze.console.notifications";
/** Milliseconds in which another tab or device, where the agent reads along, marks words as read. */
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
  /** How far the words of each conversation are known; null before the first look. */
  let heard: Map<string, number> | null = null;

  async function alert(news: News, key: string, item: ConversationItem): Promise<void> {
    if (sound.peek()) output.ring(key);
    if (notifications.peek() && !(await output.notify(key, item, news))) refuse();
  }

  /** The browser has promised what it does not keep. */
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
