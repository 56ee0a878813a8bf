// @vitest-environment happy-dom
import type { DataRequestItem } from "@firuze/client";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { App } from "../../../src/ui/App";
import { now } from "../../../src/ui/parts/context";
import { settled } from "../../line";
import { dataRequest, inRole } from "../../samples";
import { connected } from "../../scene";
import { all, clear, click, draw, one, texts, type } from "../page";

const DAY = 86_400_000;

afterEach(() => {
  clear();
  location.hash = "";
});

const due = (days: number) => new Date(now.value + days * DAY).toISOString();

async function show(role: "supervisor" | "admin" | "agent", items: DataRequestItem[]) {
  location.hash = "#/requests";
  const { desk, api } = await connected(inRole(role));
  const asked: unknown[] = [];
  api.dataRequestCounts = async () => ({ open: items.length, late: 0 });
  api.dataRequests = async (shown) => ({
    items: items.filter(({ state }) => (state === "open") === (shown === "open")),
    rest: null,
    counts: { open: items.length, late: 0 },
  });
  api.giveCopy = async (id) => {
    asked.push(["give", id]);
    return dataRequest(id, { state: "done" });
  };
  api.refuseDataRequest = async (id, reason) => {
    asked.push(["refuse", id, reason]);
    return dataRequest(id, { state: "refused" });
  };
  const erase = api.eraseCustomer;
  api.eraseCustomer = async (id, underWay, request) => {
    asked.push(["erase", id, request]);
    return erase(id, underWay, request);
  };
  await draw(desk, <App />);
  await act(settled);
  return { asked, desk };
}

test("the list says who asks for what, and colours what is near or late", async () => {
  await show("supervisor", [
    dataRequest("a", { due_at: due(-2) }),
    dataRequest("b", { due_at: due(3), verified: false, name: null }),
    dataRequest("c", { due_at: due(20), kind: "deletion" }),
  ]);
  expect(all("request").map(({ dataset }) => dataset.urgency)).toEqual(["late", "near", "far"]);
  expect(one("request").textContent).toContain("all of their conversations");
  expect(all("request")[1]?.textContent).toContain("guest");
  expect(one("nav-requests").querySelector(".badge")?.textContent).toBe("3");
});

test("a copy is given after a question, and a second press gives no second one", async () => {
  const { asked } = await show("supervisor", [dataRequest("a")]);
  await click("request-give");
  expect(document.querySelector("dialog")?.textContent).toContain("notes that the staff wrote");
  await click("request-give-confirm");
  await act(settled);
  expect(asked).toEqual([["give", "a"]]);
  expect(document.querySelector("dialog")).toBeNull();
});

test("a refusal needs a reason", async () => {
  const { asked } = await show("supervisor", [dataRequest("a", { kind: "deletion" })]);
  expect(all("request-erase")).toEqual([]); // an administrator deletes
  await click("request-refuse");
  expect((one("request-refuse-confirm") as HTMLButtonElement).disabled).toBe(true);
  await type("request-reason", " An order is unpaid. ");
  await click("request-refuse-confirm");
  await act(settled);
  expect(asked).toEqual([["refuse", "a", "An order is unpaid."]]);
});

test("a refusal that is being typed outlives a refresh in which its row is gone", async () => {
  const items = [dataRequest("a"), dataRequest("b")];
  const { asked, desk } = await show("supervisor", items);
  await click("request-refuse");
  await type("request-reason", "An order is unpaid.");
  items.splice(0, 1);
  await act(() => desk.requests.load());
  expect(all("request").length).toBe(1);
  expect((one("request-reason") as HTMLTextAreaElement).value).toBe("An order is unpaid.");
  await click("request-refuse-confirm");
  await act(settled);
  expect(asked).toEqual([["refuse", "a", "An order is unpaid."]]);
});

test("a copy of what is out of sight is for a supervisor to give", async () => {
  await show("admin", [dataRequest("a", { may_give: false })]);
  expect(all("request-give")).toEqual([]);
  expect(one("request").textContent).toContain("A supervisor gives the copy.");
  expect(all("request-refuse").length).toBe(1);
});

test("an administrator deletes, and is told before what goes", async () => {
  const { asked } = await show("admin", [
    dataRequest("a", { kind: "deletion", customer_id: "c1" }),
  ]);
  await click("request-erase");
  await act(settled);
  expect(one("erasure-kept").textContent).toContain("Nika");
  await click("erasure-confirm");
  await act(settled);
  expect(asked).toEqual([["erase", "c1", "a"]]);
});

test("an empty list says so, in both languages, and what was answered is a press away", async () => {
  await show("admin", [
    dataRequest("a", { state: "refused", settled_at: due(0), reason: "Unpaid." }),
  ]);
  expect(one("requests-empty").textContent).toContain("Nobody waits");
  await act(() => {
    language.value = "fa";
  });
  expect(one("requests-empty").textContent).toContain("کسی منتظر");
  await click("requests-settled");
  await act(settled);
  expect(texts("request-state")[0]).toContain("پذیرفته نشد");
  expect(one("request").textContent).toContain("Unpaid.");
});

test("an agent has no such page", async () => {
  await show("agent", [dataRequest("a")]);
  expect([all("request"), all("nav-requests")]).toEqual([[], []]);
});
