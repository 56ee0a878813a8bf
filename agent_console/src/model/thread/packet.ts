/** Why a person is needed: the handoff packet, and how the mood went on since. */
import type { Emotion, Event, HandoffPacket } from "@firuze/client";
import { readingsOf } from "./rows";

export interface MoodPoint {
  seq: number;
  emotion: Emotion;
  /** -1 very upset … 1 very happy. */
  level: number;
}

export interface Why {
  packet: HandoffPacket;
  /** The seq of the handoff in the log, 0 when only the packet is known. */
  seq: number;
  /** The customer's messages that led here, and how strongly each shows it, where known. */
  evidence: { seq: number; score: number | null }[];
  mood: MoodPoint[];
  /** Distinct intents, most recent first, with the highest confidence of each. */
  intents: { name: string; confidence: number }[];
  /**
   * What the bot filled in and what the customer named, as far as it helps a person, without
   * orders.
   */
  known: [string, string][];
}

const PLUMBING = new Set([
  "language",
  "requested_slot",
  "session_started_metadata",
  "order_number",
  "customer_verified",
]);
const UPSET = new Set<Emotion["label"]>(["anger", "frustration", "sadness", "fear"]);

/**
 * From the last handoff of the current matter; from `packet` while the log is not there. Null when
 * the bot has it, and no person was needed yet.
 */
export function whyOf(log: readonly Event[], packet: HandoffPacket | null): Why | null {
  const events = presentMatter(log);
  const last = events.findLast(({ body }) => body.type === "handoff.requested");
  const told = last?.body.type === "handoff.requested" ? last.body.packet : null;
  const found = log.length > 0 ? told : packet;
  if (!found) return null;
  return {
    packet: found,
    seq: last?.seq ?? 0,
    evidence: evidenceOf(found),
    mood: moodOf(events, found),
    intents: distinct(found.intents),
    known: knownOf(found),
  };
}

/** The mood of every message read so far; the packet's own while the log is not there yet. */
export function moodOf(events: readonly Event[], packet: HandoffPacket | null): MoodPoint[] {
  const read = [...readingsOf(events)].map(([seq, { emotion }]) => point(seq, emotion));
  const points = read.length > 0 ? read : (packet?.mood ?? []).map((m) => point(m.seq, m.emotion));
  return points.sort((a, b) => a.seq - b.seq);
}

/** The events since the conversation last started over with the bot. */
function presentMatter(log: readonly Event[]): readonly Event[] {
  const begin = log.findLastIndex(
    ({ body }) => body.type === "conversation.reopened" || body.type === "returned.to_bot",
  );
  return log.slice(begin + 1);
}

export function levelOf({ label, score, valence }: Emotion): number {
  if (valence !== 0) return valence;
  if (label === "neutral") return 0;
  return UPSET.has(label) ? -score : score;
}

const point = (seq: number, emotion: Emotion): MoodPoint => ({
  seq,
  emotion,
  level: levelOf(emotion),
});

function distinct(intents: HandoffPacket["intents"]): Why["intents"] {
  const best = new Map<string, number>();
  for (const { name, confidence } of intents) {
    best.set(name, Math.max(confidence, best.get(name) ?? 0));
  }
  return [...best].map(([name, confidence]) => ({ name, confidence }));
}

/** A question that has its own place is not shown again. */
function evidenceOf({ evidence, scores, question }: HandoffPacket): Why["evidence"] {
  return evidence
    .map((seq, place) => ({ seq, score: scores[place] ?? null }))
    .filter(({ seq }) => seq !== question);
}

function knownOf({ slots, entities }: HandoffPacket): Why["known"] {
  const filled = Object.entries(slots).flatMap(([name, value]): Why["known"] => {
    const told = typeof value === "string" || (typeof value === "number" && value !== 0);
    return told && value !== "" && !name.startsWith("order_step") ? [[name, String(value)]] : [];
  });
  const values = new Set(filled.map(([, value]) => value));
  const named = entities
    .filter(({ value }) => !values.has(value))
    .map(({ entity, value }): [string, string] => [entity, value]);
  return [...filled, ...named].filter(([name]) => !PLUMBING.has(name));
}
