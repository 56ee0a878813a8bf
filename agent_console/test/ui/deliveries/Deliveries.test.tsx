// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { App } from "../../../src/ui/App";
import { settled } from "../../line";
import { delivery, inRole } from "../../samples";
import { connected } from "../../scene";
import { all, clear, click, draw, one, texts } from "../page";

afterEach(() => {
  clear();
  location.hash = "";
});

async function show(role: "supervisor" | "agent", works = true) {
  location.hash = "#/deliveries";
  const { desk, api } = await connected(inRole(role));
  let state: "failed" | "waiting" | "withdrawn" = "failed";
  const items = () => [
    delivery("a", { state, conversation_id: "0190d3a0-0000-7000-8000-000000000001" }),
    delivery("b", { kind: "invitation", expired: true, error: null }),
  ];
  const counts = () => ({ failed: state === "failed" ? 2 : 1, open: 0, works });
  api.deliveries = async () => ({ items: items(), rest: null, counts: counts() });
  api.moveDelivery = async (_, move) => {
    state = move === "retry" ? "waiting" : "withdrawn";
    return items()[0] as ReturnType<typeof delivery>;
  };
  await draw(desk, <App />);
  await act(settled);
  return desk;
}

test("a supervisor sees which delivery failed and why, and resends it", async () => {
  await show("supervisor");
  expect(all("delivery")).toHaveLength(2);
  expect(one("delivery").textContent).toContain("n•••@mail.example");
  expect(one("delivery-error").textContent).toBe("The mail server refuses this mail.");
  expect(one("nav-deliveries").querySelector(".badge-problem")?.textContent).toBe("2");
  expect(all("delivery-retry")).toHaveLength(1); // the other one's link has expired
  await click("delivery-retry");
  await act(settled);
  expect(one("delivery").dataset.state).toBe("waiting");
});

test("giving up can be undone", async () => {
  await show("supervisor");
  await click("delivery-give-up");
  await act(settled);
  expect(one("delivery").dataset.state).toBe("withdrawn");
  const undo = document.querySelector<HTMLElement>(".toast .link");
  await act(() => undo?.click());
  await act(settled);
  expect(one("delivery").dataset.state).toBe("waiting");
});

test("without a mail server the page says what is missing, in both languages", async () => {
  await show("supervisor", false);
  expect(one("mail-off").textContent).toContain("FIRUZE_SMTP_URL");
  await act(() => {
    language.value = "fa";
  });
  expect(one("mail-off").textContent).toContain("سرور ایمیلی تنظیم نشده است");
  expect(texts("delivery-state")[0]).toContain("ناموفق");
});

test("an agent has no such page", async () => {
  await show("agent");
  expect([all("delivery"), all("nav-deliveries")]).toEqual([[], []]);
});
