// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { InboxList } from "../../../src/ui/inbox/InboxList";
import { item, mine, owner } from "../../samples";
import { connected, ID } from "../../scene";
import { all, clear, click, draw, one } from "../page";

afterEach(clear);

async function show() {
  const all = await connected();
  await draw(all.desk, <InboxList />);
  return all;
}

test("a conversation shows its customer, its last message and its owner", async () => {
  const { wire, desk } = await show();
  const last = { by: "customer", text: "Kindle دارید؟", at: "2026-11-22T10:00:00Z" } as const;
  const news = item("b", { customer_name: "Nika", language: "fa", owner: owner("queued"), last });
  await act(() => wire.push("items", { after: 10, cursor: 11, items: [news], gone: [] }));
  await act(() => desk.inbox.show("queue"));
  const row = one("inbox-item");
  expect(row.textContent).toContain("Nika");
  expect(row.querySelector<HTMLElement>(".item-last bdi")?.dir).toBe("rtl");
  expect(one("owner").textContent).toBe("In the queue");
});

test("a channel is named unless it is the chat", async () => {
  const { wire, desk } = await show();
  const news = [item("b", { channel: "mail" }), item("c")];
  await act(() => wire.push("items", { after: 10, cursor: 11, items: news, gone: [] }));
  await act(() => desk.inbox.show("all"));
  expect(all("channel").map((chip) => chip.textContent)).toEqual(["E-mail"]);
});

test("a customer who has left is marked until they are back", async () => {
  const { wire } = await show();
  expect(one("customer-away").textContent).toBe("Has left");
  await act(() => {
    language.value = "fa";
  });
  expect(one("customer-away").textContent).toBe("رفته است");
  await act(() => wire.push("away", { left: [], back: [ID] }));
  expect(all("customer-away")).toEqual([]);
});

test("what is unread is counted", async () => {
  const { wire } = await show();
  const news = item(ID, { owner: mine("agent"), head: 4, asked: 4, unanswered: [3, 4] });
  await act(() => wire.push("items", { after: 10, cursor: 11, items: [news], gone: [] }));
  expect(one("unread").textContent).toContain("2");
});

test("an offer is accepted from the list", async () => {
  const { line, wire, desk } = await show();
  line.on("accept", () => ({ ok: true, seq: 2, at: "" }));
  const offer = item("b", { owner: mine("offered", { deadline: "2026-11-22T10:00:30Z" }) });
  await act(() => wire.push("items", { after: 10, cursor: 11, items: [offer], gone: [] }));
  await act(() => desk.inbox.show("offered"));
  await click("accept");
  expect(line.asked.at(-1)).toEqual(["accept", { conversation_id: "b" }]);
});
