/**
 * The panel's parts that load at need: each a script of its own, with its texts in both languages.
 * `widget/README.md` tells how to add one.
 */
import type { Language, Read } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { ComponentType } from "preact";
import type { AlertsPart } from "../../parts/alerts/part";
import type { CardsPart } from "../../parts/cards/part";
import type { ContactPart } from "../../parts/contact/part";
import type { EarlierPart } from "../../parts/earlier/part";
import type { FilesPart } from "../../parts/files/part";
import type { MarkupPart } from "../../parts/markup/part";
import type { MorePart } from "../../parts/more/part";
import type { PhonePart } from "../../parts/phone/part";
import type { RatingPart } from "../../parts/rating/part";

/** The parts, each under the name of its folder in `src/parts/`. */
export interface Parts {
  alerts: AlertsPart;
  cards: CardsPart;
  contact: ContactPart;
  earlier: EarlierPart;
  files: FilesPart;
  markup: MarkupPart;
  more: MorePart;
  phone: PhonePart;
  rating: RatingPart;
}

export type PartName = keyof Parts;

/** What a part's script registers. */
export interface Part {
  texts: Record<Language, Record<string, string>>;
  css?: string;
  /** The components that the panel may show, by name. */
  // biome-ignore lint/suspicious/noExplicitAny: `Show` checks each component's own props
  show: Record<string, ComponentType<any>>;
  /** Reads more of a message than its links. */
  read?: Read;
  /** Tells a customer who looks elsewhere of an answer. */
  alert?(news: Alert): Promise<void>;
  /** Makes a screen of the panel. */
  screen?(of: Screen): { left(): void; stop(): void };
}

export interface Screen {
  open: ReadonlySignal<boolean>;
  /** Whether the customer has just asked for the panel. */
  asked: ReadonlySignal<boolean>;
  element: HTMLElement;
  /** The back button was pressed. */
  onBack(): void;
}

export interface Alert {
  /** The same in each tab that learns the same. */
  key: string;
  sound: boolean;
  notify: boolean;
  shop: string;
  language: Language;
  onPress(): void;
}

export type PartState = "loading" | "failed" | Part;
export type PartStates = Readonly<Partial<Record<PartName, PartState>>>;

const registered = new Map<PartName, Part>();

/** A part's script calls this once, when it has arrived. */
export function register<P extends Part>(name: PartName, part: P): P {
  registered.set(name, part);
  return part;
}

/**
 * `load` fetches and runs the part's script, and rejects when that fails; `dress` is given the
 * styles before anything of the part is shown.
 */
export function createParts(load: (name: PartName) => Promise<void>, dress: (css: string) => void) {
  const states = signal<PartStates>({});

  function become(name: PartName, state: PartState): void {
    states.value = { ...states.peek(), [name]: state };
  }

  async function fetchPart(name: PartName): Promise<void> {
    become(name, "loading");
    try {
      if (!registered.has(name)) await load(name);
      const part = registered.get(name);
      if (!part) throw new Error(`the script of ${name} is not one`);
      if (part.css) dress(part.css);
      become(name, part);
    } catch (error) {
      console.error("Firuze: a part of the chat did not load", error);
      become(name, "failed");
    }
  }

  return {
    states,
    /** Begins to load a part, unless that has been tried. */
    need(name: PartName): void {
      if (!states.peek()[name]) void fetchPart(name);
    },
    retry: (name: PartName): void => void fetchPart(name),
    /** The connection is back: what could not be loaded is tried again. */
    connected(): void {
      for (const [name, state] of Object.entries(states.peek())) {
        if (state === "failed") void fetchPart(name as PartName);
      }
    },
  };
}

export type PartLoader = ReturnType<typeof createParts>;
