import { language, t } from "../../catalogue";
import { longDate } from "../../format/time";
import type { Why } from "../../model/thread/packet";
import type { Thread } from "../../model/thread/thread";
import { intentName, responseName, slotName, slotValue } from "../../wording/names";
import { useDesk, useMe } from "../parts/context";
import { Icon } from "../parts/icons";
import { Quoted } from "../parts/Quoted";
import { localDigits, share } from "../parts/words";
import { Sparkline } from "./Sparkline";

/** The handoff packet: why a person is needed, the evidence, what is known, what was tried. */
export function WhyView({ thread }: { thread: Thread }) {
  const me = useMe();
  const why = thread.why.value;
  if (!why) return null;
  const mine = thread.item.value?.owner.agent_id === me.id;
  return (
    <section class="why">
      <h3>{t(mine ? "why.title" : "why.title.other")}</h3>
      <p class="why-reason" data-testid="handoff-reason" data-reason={why.packet.reason}>
        {t(`why.${why.packet.reason}`)}
      </p>
      <p class="why-who">
        <span data-testid="why-language">{t(`language.${why.packet.language}`)}</span>
        <span class={why.packet.verified ? "verified" : "quiet"} data-testid="why-verified">
          {why.packet.verified && <Icon name="shield" />}
          {t(why.packet.verified ? "customer.verified" : "customer.unverified")}
        </span>
      </p>
      <Unresolved why={why} thread={thread} />
      <Question why={why} thread={thread} />
      <Evidence why={why} thread={thread} />
      <SentFiles why={why} thread={thread} />
      {why.mood.length > 1 && (
        <div class="why-part">
          <h4>{t("why.mood")}</h4>
          <Sparkline points={why.mood} onChoose={thread.reveal} />
        </div>
      )}
      <Known why={why} />
      <Tried names={why.packet.tried} />
    </section>
  );
}

function Evidence({ why, thread }: { why: Why; thread: Thread }) {
  if (why.evidence.length === 0) return null;
  return (
    <div class="why-part">
      <h4>{t("why.evidence")}</h4>
      <ul class="evidence">
        {why.evidence.map(({ seq, score }) => (
          <li key={seq}>
            <Quote thread={thread} seq={seq} testid="evidence" score={score} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The customer's files before the handoff; each leads to its place in the log. */
function SentFiles({ why, thread }: { why: Why; thread: Thread }) {
  const { files } = why.packet;
  if (files.length === 0) return null;
  return (
    <div class="why-part">
      <h4>{t("why.files")}</h4>
      <ul class="evidence">
        {files.map((seq) => (
          <li key={seq}>
            <Quote thread={thread} seq={seq} testid="why-file" />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The question for somebody who knows the topic. */
function Question({ why, thread }: { why: Why; thread: Thread }) {
  const seq = why.packet.question;
  if (seq === null) return null;
  return (
    <div class="why-part">
      <h4>{t("why.question")}</h4>
      <Quote thread={thread} seq={seq} testid="question" />
    </div>
  );
}

/** An earlier complaint that ended unsolved; links to where it ended. */
function Unresolved({ why, thread }: { why: Why; thread: Thread }) {
  const desk = useDesk();
  const past = why.packet.unresolved;
  if (!past) return null;
  const open = () =>
    past.conversation_id === thread.id
      ? thread.reveal(past.seq)
      : desk.openEarlier(past.conversation_id);
  return (
    <button class="why-unresolved" type="button" data-testid="unresolved" onClick={open}>
      {t("why.unresolved", { date: longDate(past.at, language.value) })}
    </button>
  );
}

interface QuoteProps {
  thread: Thread;
  seq: number;
  testid: string;
  score?: number | null;
}

/** A message of the customer; links to its place in the log. */
function Quote({ thread, seq, testid, score = null }: QuoteProps) {
  return (
    <button
      class="evidence-link"
      type="button"
      data-testid={testid}
      onClick={() => thread.reveal(seq)}
    >
      <Quoted text={quote(thread, seq)} language={thread.item.value?.language ?? language.value} />
      {score !== null && (
        <span class="evidence-score" title={t("why.score")}>
          {share(score)}
        </span>
      )}
    </button>
  );
}

function quote(thread: Thread, seq: number): string {
  const row = thread.rows.value.find((each) => each.seq === seq);
  return row?.kind === "message" ? row.text : t("why.evidence.message", { seq });
}

function Known({ why }: { why: Why }) {
  return (
    <>
      {why.intents.length > 0 && (
        <div class="why-part">
          <h4>{t("why.intents")}</h4>
          <ul class="chips">
            {why.intents.map(({ name, confidence }) => (
              <li key={name} class="chip">
                {intentName(name)} <span class="quiet">{share(confidence)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {why.packet.orders.length > 0 && (
        <div class="why-part">
          <h4>{t("why.orders")}</h4>
          <ul class="chips" data-testid="why-orders">
            {why.packet.orders.map((number) => (
              <li key={number} class="chip">
                <bdi>{localDigits(number)}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
      {why.known.length > 0 && (
        <div class="why-part">
          <h4>{t("why.slots")}</h4>
          <dl class="facts">
            {why.known.map(([name, value]) => (
              <Slot key={`${name} ${value}`} name={name} value={value} />
            ))}
          </dl>
        </div>
      )}
    </>
  );
}

function Slot({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{slotName(name)}</dt>
      <dd>
        <bdi>{localDigits(slotValue(name, value))}</bdi>
      </dd>
    </>
  );
}

function Tried({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const told = [...new Set(names.map(responseName))];
  return (
    <div class="why-part">
      <h4>{t("why.tried")}</h4>
      <ul class="chips">
        {told.map((name) => (
          <li key={name} class="chip">
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
