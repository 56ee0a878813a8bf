// @vitest-environment happy-dom
import type { PageContext } from "@firuze/client";
import { afterEach, describe, expect, test } from "vitest";
import { Looks } from "../../../src/ui/thread/Looks";
import { settled } from "../../line";
import { item, marks, mine } from "../../samples";
import { connected, ID } from "../../scene";
import { clear, draw } from "../page";

afterEach(clear);

async function show(looks: PageContext) {
  const { line, desk, wire } = await connected();
  const open = item(ID, { owner: mine("agent") });
  line.on("watch", () => ({ ok: true, item: open, packet: null, looks }));
  line.on("sync", () => ({ ok: true, events: [], more: false, item: open, marks: marks() }));
  desk.go({ page: "inbox", conversation: ID });
  await settled();
  const thread = desk.thread.value;
  if (!thread) throw new Error("no thread is open");
  await draw(desk, <Looks thread={thread} />);
  return wire.push;
}

const lines = () => [...document.querySelectorAll("dd")].map((line) => line.textContent);

describe("what the customer is looking at", () => {
  test("is listed as text, and follows the page", async () => {
    const push = await show({ page: "<b>Mugs</b>", product: null, cart: ["1 × Tea", "1 × Tea"] });
    expect(lines()).toEqual(["<b>Mugs</b>", "1 × Tea", "1 × Tea"]);
    const context = { page: null, product: "Blue mug", cart: [] };
    push("looks", { conversation_id: ID, context });
    await settled();
    expect(lines()).toEqual(["Blue mug"]);
    push("looks", { conversation_id: "another", context: { ...context, product: "Red" } });
    await settled();
    expect(lines()).toEqual(["Blue mug"]);
  });

  test("takes no room where the page says nothing", async () => {
    await show({ page: null, product: null, cart: [] });
    expect(document.querySelector("section")).toBeNull();
  });
});
