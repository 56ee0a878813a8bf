import { describe, expect, test } from "vitest";
import { createSuggestions, openedBy } from "../../../src/model/thread/suggestions";
import { FakeLine, refused, settled } from "../../line";
import { AGENT, agentSaid, BOT, customerSaid, event, suggestion } from "../../samples";

const ID = "0190d3a0-0000-7000-8000-000000000001";
const OTHER = "0190d3a0-0000-7000-8000-000000000002";

describe("what opens something to answer", () => {
  const late = event(4, { type: "bot.suppressed", reply_to: 1, computed_epoch: 1, texts: [] }, BOT);
  const accepted = event(
    2,
    { type: "agent.accepted", agent_id: "sara", agent_name: "Sara", agent_portrait: null },
    AGENT,
  );

  test.each([
    ["nothing", [], 0],
    ["coming to a customer", [customerSaid(1, "hello"), accepted], 2],
    ["the customer's words", [accepted, customerSaid(3, "hello")], 3],
    ["an answer that came too late", [customerSaid(1, "hello"), agentSaid(3, "hi"), late], 4],
    ["nothing once it is answered", [customerSaid(1, "hello"), agentSaid(3, "hi")], 0],
  ])("%s", (_, events, seq) => {
    expect(openedBy(events)).toBe(seq);
  });
});

describe("suggestions", () => {
  function scene() {
    const line = new FakeLine().on("suggest", () => ({ ok: true, suggestion: suggestion() }));
    let loggedOut = 0;
    const suggestions = createSuggestions(line, () => {
      loggedOut += 1;
    });
    return { line, suggestions, loggedOut: () => loggedOut };
  }

  test("are requested once for what is open, and gone when it is answered", async () => {
    const { line, suggestions } = scene();
    suggestions.look(ID, 3);
    suggestions.look(ID, 3);
    await settled();
    expect(line.asked).toEqual([["suggest", { conversation_id: ID }]]);
    expect(suggestions.shown.value).toEqual(suggestion());
    suggestions.look(ID, 0);
    expect(suggestions.shown.value).toBeNull();
  });

  test("the newest wins, in whichever order they arrive", async () => {
    const { line, suggestions } = scene();
    const answers: ((text: string) => void)[] = [];
    const answerOf = (text: string) => ({
      ok: true,
      suggestion: suggestion({ replies: [{ kind: "words", text, late: false }] }),
    });
    line.on(
      "suggest",
      () => new Promise((resolve) => answers.push((text) => resolve(answerOf(text)))),
    );
    suggestions.look(ID, 3);
    suggestions.look(ID, 5);
    answers[1]?.("newer");
    await settled();
    answers[0]?.("older");
    await settled();
    expect(suggestions.shown.value?.replies[0]).toMatchObject({ text: "newer" });
  });

  test("another conversation never shows those of this one", async () => {
    const { line, suggestions } = scene();
    suggestions.look(ID, 3);
    await settled();
    line.off("suggest");
    suggestions.look(OTHER, 3);
    expect(suggestions.shown.value).toBeNull();
    suggestions.look(null, 0);
    await settled();
    expect(suggestions.shown.value).toBeNull();
  });

  test("a dismissed one stays away until something new is said", async () => {
    const { suggestions } = scene();
    suggestions.look(ID, 3);
    await settled();
    suggestions.dismiss();
    expect(suggestions.shown.value).toBeNull();
    suggestions.look(null, 0);
    suggestions.look(ID, 3);
    await settled();
    expect(suggestions.shown.value).toBeNull();
    suggestions.look(ID, 5);
    await settled();
    expect(suggestions.shown.value).not.toBeNull();
  });

  test("a missing one is no problem", async () => {
    const { line, suggestions, loggedOut } = scene();
    line.off("suggest");
    suggestions.look(ID, 3);
    await settled();
    line.on("suggest", () => refused("not_owner"));
    suggestions.look(ID, 4);
    await settled();
    expect(suggestions.shown.value).toBeNull();
    expect(loggedOut()).toBe(0);
    line.on("suggest", () => refused("unauthenticated"));
    suggestions.look(ID, 5);
    await settled();
    expect(loggedOut()).toBe(1);
  });
});
