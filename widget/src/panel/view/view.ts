/** Everything that the components draw, as one value: they read no signals themselves. */
import {
  type Language,
  type OutboxItem,
  type Receipt,
  receiptOf,
  type SessionReply,
  type VisitorState,
  type VisitorTyping,
} from "@firuze/client";
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { type Texts, type Translate, translator } from "../../catalogue";
import { type Format, formatter } from "../../format";
import type { Chat, Message } from "../model/chat";
import type { Notice } from "../model/commands";
import type { PartLoader, PartStates } from "../model/parts";
import { lastOwn, type Row, toRows } from "../model/rows";

export type Banner = "connecting" | "offline" | "reconnecting";

export interface View {
  /** The gateway's address. */
  origin: string;
  /** The shop's own first words on this page, if it has any. */
  greeting: string | undefined;
  language: Language;
  texts: Texts;
  t: Translate;
  format: Format;
  session: SessionReply | null;
  /** What the customer has to agree to before they may write. */
  consent: SessionReply["consent"] | undefined;
  failure: string | null;
  /**
   * Whether the gateway has confirmed whose chat it is; until then the stored chat stays hidden.
   */
  known: boolean;
  loaded: boolean;
  rows: Row[];
  state: VisitorState | null;
  /** The receipt of the customer's last message. */
  receipt: { seq: number; state: Receipt } | null;
  outbox: readonly OutboxItem<Message>[];
  /** The seqs of the answers with a button in flight. */
  pressed: ReadonlySet<number>;
  banner: Banner | null;
  /** Whether a file was picked since the page has loaded. */
  sends: boolean;
  asking: boolean;
  notice: Notice | null;
  typing: VisitorTyping["by"] | null;
  /** The id of the earlier conversation that is read; the chat's own has none. */
  earlier?: string;
  /** Today's day number. */
  today: number;
  parts: Pick<PartLoader, "need" | "retry"> & { states: PartStates };
}

/**
 * `online` is what the browser reports; `late` says that connecting takes long enough to mention.
 */
export function viewOf(
  chat: Chat,
  texts: ReadonlySignal<Texts>,
  online: ReadonlySignal<boolean>,
  late: ReadonlySignal<boolean>,
  today: ReadonlySignal<number>,
  parts: PartLoader,
): ReadonlySignal<View> {
  const t = computed(() => translator(texts.value, chat.language.value));
  const format = computed(() => formatter(chat.language.value));
  const rows = computed(() => toRows(chat.events.value));
  const receipt = computed(() => {
    const seq = lastOwn(chat.events.value);
    return seq ? { seq, state: receiptOf(seq, chat.marks.value.staff) } : null;
  });
  return computed(() => ({
    origin: chat.origin,
    greeting: chat.greeting?.(chat.language.value),
    language: chat.language.value,
    texts: texts.value,
    t: t.value,
    format: format.value,
    session: chat.session.value,
    consent: chat.consent.value,
    failure: chat.failure.value,
    known: chat.known.value,
    loaded: chat.loaded.value,
    rows: rows.value,
    state: chat.state.value,
    receipt: receipt.value,
    outbox: chat.outbox.value,
    pressed: chat.pressed.value,
    banner: late.value ? bannerOf(chat, online.value) : null,
    sends: chat.files.value !== null,
    asking: chat.running.value === "request_person",
    notice: chat.notice.value,
    typing: chat.typing.value,
    today: today.value,
    parts: { ...parts, states: parts.states.value },
  }));
}

function bannerOf(chat: Chat, online: boolean): Banner | null {
  const link = chat.link.value.kind;
  if (link === "connected") return null;
  if (!online) return "offline";
  return chat.loaded.value ? "reconnecting" : "connecting";
}
