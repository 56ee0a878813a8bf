import { t } from "../catalogue";
import { intentName, responseName, slotName } from "../catalogue/names";
import type { Why } from "../model/packet";
import type { Thread } from "../model/thread";
import { useMe } from "./context";
import { Sparkline } from "./Sparkline";
import { localDigits, share } from "./words";

/** The handoff packet: why a person, on what evidence, what is known, what was tried. */
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
      <Evidence why={why} thread={thread} />
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
  if (why.packet.evidence.length === 0) return null;
  return (
    <div class="why-part">
      <h4>{t("why.evidence")}</h4>
      <ul class="evidence">
        {why.packet.evidence.map((seq) => (
          <li key={seq}>
            <button
              class="evidence-link"
              type="button"
              data-testid="evidence"
              onClick={() => thread.reveal(seq)}
            >
              <bdi>{quote(thread, seq)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </div>
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
              <li key={name} class="chip" title={share(confidence)}>
                {intentName(name)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {why.slots.length > 0 && (
        <div class="why-part">
          <h4>{t("why.slots")}</h4>
          <dl class="facts">
            {why.slots.map(([name, value]) => (
              <Slot key={name} name={name} value={value} />
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
        <bdi>{localDigits(value)}</bdi>
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
