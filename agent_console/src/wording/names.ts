/** Turns the bot's names for things into words: from the catalogue, else made readable. */
import { known } from "../catalogue";

const readable = (name: string): string => name.replace(/[_/]+/g, " ").trim();

export function intentName(name: string): string {
  return known(`intent.${name}`) ?? readable(name);
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
  return known(`tried.${bare}`) ?? known(`intent.${bare}`) ?? readable(bare);
}
