/** What a message is made of, as its reader has it: a tree of words, never markup to be parsed. */
import { type Link, linkify } from "../links";
import { paragraphs } from "../text";

export type Inline = string | Anchor | Marked;

export interface Anchor extends Link {
  /** What is written over the link, if it is not the address itself. */
  words?: string;
}

export interface Marked {
  as: "strong" | "em" | "code";
  of: Inline[];
}

export interface Paragraph {
  kind: "p";
  /** As it was written; its letters decide the direction. */
  text: string;
  of: Inline[];
}

export interface List {
  kind: "ul" | "ol";
  text: string;
  /** The number of an item of an `ol` is the one that was written. */
  items: { of: Inline[]; number: number }[];
}

export interface Code {
  kind: "pre";
  text: string;
}

export type Block = Paragraph | List | Code;

/** Reads a message into blocks. */
export type Read = (text: string) => Block[];

/** Knows links alone: how a customer's words are read, and anybody's until more is loaded. */
export const readLinks: Read = (text) =>
  paragraphs(text).map((part) => ({ kind: "p", text: part, of: linkify(part) }));
