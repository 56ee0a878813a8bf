/** The browser's ways to draw attention: the title, a soft chime, a notification. */
import type { ConversationItem } from "@firuze/client";
import { t } from "../../catalogue";
import type { AlertOutput } from "../../model/frame/alerts";
import { customerName } from "../parts/words";

const CHIME = [587.33, 783.99]; // D5, G5, in hertz
const NOTE_LENGTH = 0.35; // seconds
const LOUDNESS = 0.08;

export function browserAlerts(open: (conversation: string) => void): AlertOutput {
  let audio: AudioContext | null = null;
  return {
    title(offers) {
      document.title =
        offers > 0 ? t("offer.title.one", { n: offers }) : `${t("nav.inbox")} · ${t("app.name")}`;
    },
    ring() {
      audio ??= new AudioContext();
      void audio.resume(); // browsers begin silent until the page was touched
      chime(audio);
    },
    notify(item) {
      if (document.visibilityState !== "visible") show(item, open);
    },
    async permission() {
      if (!("Notification" in window)) return false;
      return (await Notification.requestPermission()) === "granted";
    },
  };
}

function chime(audio: AudioContext): void {
  CHIME.forEach((frequency, index) => {
    const start = audio.currentTime + index * NOTE_LENGTH * 0.5;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_LENGTH);
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_LENGTH);
  });
}

function show(item: ConversationItem, open: (conversation: string) => void): void {
  const name = customerName(item);
  const options = { tag: item.id, ...(item.last && { body: item.last.text }) };
  const notification = new Notification(t("offer.notification", { name }), options);
  notification.onclick = () => {
    window.focus();
    open(item.id);
    notification.close();
  };
}
