// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { afterEach, describe, expect, test } from "vitest";
import type { DraftKind } from "../../../src/model/thread/drafts";
import { Composer } from "../../../src/ui/thread/Composer";
import { settled } from "../../line";
import { item, mine } from "../../samples";
import { connected, ID } from "../../scene";
import { all, clear, click, draw, one, press, type } from "../page";

afterEach(clear);

async function show(language: "en" | "fa" = "en") {
  const { line, desk } = await connected();
  line.off("say").off("note");
  const shown = item(ID, { owner: mine("agent"), language });
  await draw(desk, <Composer item={shown} lock={null} mode={signal<DraftKind>("reply")} />);
  await settled();
  const sent = () => desk.outgoing.value?.items.value.map(({ body }) => [body.kind, body.text]);
  return { desk, sent };
}

describe("the composer", () => {
  test("sends on Enter, and keeps what is begun as a draft", async () => {
    const { desk, sent } = await show();
    await type("reply", "Dear Nika");
    expect(desk.drafts.value?.read(ID, "reply")).toBe("Dear Nika");
    await press("reply", { key: "Enter" });
    expect(sent()).toEqual([["say", "Dear Nika"]]);
    expect(desk.drafts.value?.read(ID, "reply")).toBe("");
  });

  test("leaves Enter to an input method that composes a word", async () => {
    const { sent } = await show();
    await type("reply", "に");
    await press("reply", { key: "Enter", isComposing: true });
    await press("reply", { key: "Enter", keyCode: 229 });
    expect(sent()).toEqual([]);
  });

  test("counts characters as the gateway does: emoji are one each", async () => {
    const { sent } = await show();
    await type("reply", "👋".repeat(3_999));
    expect(one("characters-left").textContent).toBe("1 left");
    await press("reply", { key: "Enter" });
    expect(sent()).toHaveLength(1);
    await type("reply", "👋".repeat(4_001));
    expect((one("reply-send") as HTMLButtonElement).disabled).toBe(true);
    await press("reply", { key: "Enter" });
    expect(sent()).toHaveLength(1);
  });

  test("takes the direction of its text", async () => {
    await show("fa");
    await type("reply", "Kindle داریم");
    expect(one("reply").dir).toBe("rtl");
    await type("reply", "Yes");
    expect(one("reply").dir).toBe("ltr");
  });

  test("keeps notes apart, and sends them to colleagues only", async () => {
    const { sent } = await show();
    await click("composer-note");
    await type("note", "calm him");
    await click("note-send");
    expect(sent()).toEqual([["note", "calm him"]]);
    expect(all("reply")).toEqual([]);
  });
});
