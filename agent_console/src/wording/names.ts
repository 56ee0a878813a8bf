/** Turns the bot's names for things into words: the shop's, the catalogue's, else made readable. */
import type { TopicLabels } from "@firuze/client";
import { signal } from "@preact/signals";
import { known, language } from "../catalogue";

/** The topics that the shop lists, as the gateway tells them. */
export const topics = signal<TopicLabels["topics"]>({});

const readable = (name: string): string => name.replace(/[_/]+/g, " ").trim();

export function intentName(name: string): string {
  return topicLabel(name) ?? known(`intent.${name}`) ?? readable(name);
}

function topicLabel(name: string): string | undefined {
  return topics.value[name]?.[language.value];
}

export function slotName(name: string): string {
  return known(`slot.${name}`) ?? readable(name);
}

export function slotValue(name: string, value: string): string {
  return known(`slot.${name}.${value}`) ?? value;
}

/** What a response of the bot did, by its name: `utter_return_policy` is an answer about returns. */
export function responseName(name: string): string {
  const bare = name.replace(/^(utter|action)_/, "");
  return known(`tried.${bare}`) ?? topicLabel(bare) ?? readable(bare);
}
