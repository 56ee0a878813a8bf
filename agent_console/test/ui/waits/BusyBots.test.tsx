// @vitest-environment happy-dom
import type { BotsNow } from "@firuze/client";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { App } from "../../../src/ui/App";
import { settled } from "../../line";
import { inRole, REST } from "../../samples";
import { connected } from "../../scene";
import { all, clear, draw, one } from "../page";

afterEach(() => {
  clear();
  location.hash = "";
});

async function show(bots: BotsNow) {
  location.hash = "#/waits";
  const { desk, api } = await connected(inRole("supervisor"));
  api.waits = async () => ({ waiting: [], kept: [], bots });
  await draw(desk, <App />);
  await act(settled);
}

test("a supervisor sees that the bot is short of cores, and what to do, in both languages", async () => {
  await show({ waiting: 23, longest: 7.4, short_of_cores: true });
  expect(one("busy-bots").textContent).toContain("now: 23");
  expect(one("busy-bots").textContent).toContain("7 s");
  expect(one("busy-bots").textContent).toContain("FIRUZE_BOT_URL");
  await act(() => {
    language.value = "fa";
  });
  expect(one("busy-bots").textContent).toContain("۲۳");
  expect(one("busy-bots").textContent).toContain("۷ ثانیه");
  expect(one("busy-bots").textContent).toContain("FIRUZE_BOT_URL");
});

test("a bot that keeps up is not worth a word", async () => {
  await show({ ...REST, waiting: 3, longest: 0.4 });
  expect(all("busy-bots")).toEqual([]);
});
