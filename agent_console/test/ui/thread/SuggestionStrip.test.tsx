// @vitest-environment happy-dom
import type { KnownOrder, Language, NextStep, Suggestion } from "@firuze/client";
import { afterEach, describe, expect, test } from "vitest";
import contracts from "../../../../contracts/events.schema.json";
import { language } from "../../../src/catalogue";
import { SuggestionStrip } from "../../../src/ui/thread/SuggestionStrip";
import type { Reply } from "../../../src/wording/replies";
import { settled } from "../../line";
import { customerSaid, item, mine, suggestion } from "../../samples";
import { connected, ID } from "../../scene";
import { all, clear, click, draw, one, texts } from "../page";

const { KnownOrder: ORDER, PhraseReply: PHRASE, NextStep: STEP, Intent } = contracts.$defs;
const STATES = ORDER.properties.state.enum as KnownOrder["state"][];
const PHRASES = PHRASE.properties.phrase.enum as Extract<Reply, { kind: "phrase" }>["phrase"][];
const STEPS = STEP.properties.do.enum as NextStep["do"][];
const LANGUAGES: Language[] = ["en", "fa"];
const FACTS = { address: "28 Enghelab", map: "", phone: "+98 21", email: "a@b.example" };

afterEach(clear);

/** The strip with this suggestion, in a console in the language `reading`. */
async function show(suggested: Suggestion, reading: Language = "en") {
  language.value = reading;
  const { line, desk } = await connected();
  line.on("suggest", () => ({ ok: true, suggestion: suggested }));
  line.on("sync", () => ({
    ok: true,
    events: [customerSaid(1, "hello")],
    more: false,
    item: item(ID, { owner: mine("agent") }),
    marks: { customer: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } },
  }));
  desk.go({ page: "inbox", conversation: ID });
  await settled();
  await draw(desk, <SuggestionStrip item={item(ID, { owner: mine("agent") })} />);
  return desk;
}

describe.each(LANGUAGES)("to a customer in %s", (into) => {
  test.each(STATES)("an order that is %s is described in words", async (state) => {
    for (const reading of LANGUAGES) {
      for (const expected_at of [null, "2999-01-01T00:00:00Z"]) {
        const order = { number: "1042", state, expected_at };
        await show(suggestion({ language: into, replies: [{ kind: "order", order }] }), reading);
        const [told] = texts("suggestion-reply");
        expect(told).toContain(into === "fa" ? "۱۰۴۲" : "1042");
        expect(told).not.toMatch(/[{}]|_/);
      }
    }
  });

  test.each(PHRASES)("“%s” is a sentence without gaps", async (phrase) => {
    const replies: Reply[] = [{ kind: "phrase", phrase, facts: FACTS }];
    await show(suggestion({ language: into, opening: ["hello", "sorry"], replies }));
    expect(one("suggestion-reply").textContent).not.toMatch(/[{}]|_/);
  });

  test.each(STEPS)("the step “%s” is offered", async (step) => {
    const steps = [{ do: step, team: step === "hand_over" ? "Returns" : null }];
    await show(suggestion({ language: into, steps }));
    expect(one(`suggestion-${step}`).textContent).not.toMatch(/[{}]|_/);
  });
});

test("what the bot probably understood is named, whatever it is", async () => {
  expect(Intent.properties.name.type).toBe("string"); // a shop's bot may have intents of its own
  await show(suggestion({ intent: { name: "gift_wrapping", confidence: 0.8 } }));
  expect(one("suggestion").textContent).toContain("gift wrapping");
});

test("a reply goes into the draft, and nothing is sent by itself", async () => {
  const desk = await show(suggestion());
  await click("suggestion-use");
  expect(desk.drafts.value?.read(ID, "reply")).toBe("Two days.");
  expect(desk.outgoing.value?.items.value).toEqual([]);
});

test("a dismissed suggestion is gone", async () => {
  await show(suggestion());
  await click("suggestion-dismiss");
  expect(all("suggestion")).toEqual([]);
});
