/** The browser's ways to draw attention: the title, a soft chime, a notification. */
import {
  CHIME_LENGTH,
  type ConversationItem,
  chime,
  claimAlert,
  withoutMarks,
} from "@firuze/client";
import { signal } from "@preact/signals";
import { t } from "../../catalogue";
import type { AlertOutput, News } from "../../model/frame/alerts";
import { customerName } from "../parts/words";

/** Milliseconds of head start for a tab in view: where there is one, no notification is needed. */
const TABS_IN_VIEW_FIRST = 300;

export function browserAlerts(open: (conversation: string) => void): AlertOutput {
  const speaker = createSpeaker();
  return {
    title(offers, unread) {
      document.title = titleOf(offers, unread);
    },
    silenced: speaker.silenced,
    unlock: speaker.unlock,
    ring: (key) => void speaker.ring(key),
    async notify(key, item, news) {
      const seen = document.visibilityState === "visible";
      if (!seen) await new Promise((resolve) => setTimeout(resolve, TABS_IN_VIEW_FIRST));
      return !(await claimAlert(`notification.${key}`)) || seen || show(item, news, open);
    },
    async permission() {
      if (!("Notification" in window)) return false;
      return (await Notification.requestPermission()) === "granted";
    },
  };
}

function titleOf(offers: number, unread: number): string {
  if (offers > 0) return t("offer.title.one", { n: offers });
  if (unread > 0) return t("words.title", { n: unread });
  return `${t("nav.inbox")} · ${t("app.name")}`;
}

/**
 * The page's sound, opened on demand. A browser keeps it silent until somebody clicks or types,
 and
 * says so by the state of the audio; the first click or key enables it.
 */
function createSpeaker() {
  let audio: AudioContext | null = null;
  let heardUntil = 0; // by the audio's own time, in seconds
  const silenced = signal(false);
  const look = () => {
    silenced.value = audio?.state !== "running";
  };

  function unlock(): void {
    audio ??= openAudio();
    if (audio) audio.onstatechange = look;
    look();
    if (silenced.peek()) void audio?.resume().then(look, look);
  }

  for (const touch of ["pointerdown", "keydown"]) {
    addEventListener(touch, () => silenced.peek() && unlock(), true);
  }
  return {
    silenced,
    unlock,
    async ring(key: string): Promise<void> {
      if (audio?.state !== "running" || !(await claimAlert(`sound.${key}`))) return;
      if (audio.currentTime < heardUntil) return;
      heardUntil = audio.currentTime + CHIME_LENGTH;
      chime(audio);
    },
  };
}

function openAudio(): AudioContext | null {
  try {
    return new AudioContext();
  } catch {
    return null; // no device, or none left: as silent as a page before the first click
  }
}

/** Some browsers have notifications, but throw when a page creates one. */
function show(item: ConversationItem, news: News, open: (conversation: string) => void): boolean {
  const name = customerName(item);
  const body = item.last && withoutMarks(item.last.text);
  try {
    const notification = new Notification(t(`${news}.notification`, { name }), {
      tag: item.id,
      ...(body && { body }),
    });
    notification.onclick = () => {
      window.focus();
      open(item.id);
      notification.close();
    };
    return true;
  } catch {
    return false;
  }
}
