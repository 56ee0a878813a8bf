/** Makes the soft sound, and shows the notification, for a customer who looks elsewhere. */
import { chime, claimAlert } from "@firuze/client";
import { register } from "../../kit";
import type { Alert } from "../../panel/model/parts";
import en from "./en.json";
import fa from "./fa.json";

const TEXTS = { en, fa };
let audio: AudioContext | null = null;

async function alert({ key, sound, notify, shop, language, onPress }: Alert): Promise<void> {
  if (!(sound || notify) || !(await claimAlert(key))) return;
  if (notify) show(shop, TEXTS[language]["alert.news"], onPress);
  if (sound) await ring();
}

/** A browser keeps a page silent that was never touched; nothing rings later then. */
async function ring(): Promise<void> {
  try {
    audio ??= new AudioContext();
    void audio.resume();
    if (audio.state === "running") chime(audio);
    else audio.onstatechange = soon(audio);
  } catch {
    // no device, or none left
  }
}

const SOON = 1_000; // milliseconds in which a sound that was just allowed still fits the news

function soon(context: AudioContext): () => void {
  const until = performance.now() + SOON;
  return () => {
    context.onstatechange = null;
    if (context.state === "running" && performance.now() < until) chime(context);
  };
}

function show(title: string, body: string, onPress: () => void): void {
  try {
    const notification = new Notification(title, { body, tag: "firuze" });
    notification.onclick = () => {
      window.focus();
      onPress();
      notification.close();
    };
  } catch {
    // some browsers have notifications, but throw when a page creates one
  }
}

const part = register("alerts", { texts: TEXTS, show: {}, alert });

export type AlertsPart = typeof part;
