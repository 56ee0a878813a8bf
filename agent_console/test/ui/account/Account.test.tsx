// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { App } from "../../../src/ui/App";
import { settled } from "../../line";
import { at, CODES } from "../../samples";
import { connected } from "../../scene";
import { all, clear, click, draw, one, texts, type } from "../page";

afterEach(() => {
  clear();
  location.hash = "";
});

async function onAccountPage(since: string | null, demanded = false, left = 10) {
  const desk = await connected();
  desk.api.secondFactor = async () => ({ since, recovery_left: since ? left : 0, demanded });
  location.hash = "#/account";
  await draw(desk.desk, <App />);
  await act(settled);
  return desk;
}

test("the menu leads to one's account", async () => {
  const { desk } = await connected();
  await draw(desk, <App />);
  expect((one("my-account") as HTMLAnchorElement).hash).toBe("#/account");
});

test("the second step is set up there", async () => {
  await onAccountPage(null);
  expect(one("own-factor-state").textContent).toContain("Off.");
  await click("own-factor-set_up");
  expect(all("proof-code")).toEqual([]);
  await type("proof-password", "secret");
  await click("proof-submit");
  await act(settled);
  await type("set-up-code", "123456");
  await click("set-up-submit");
  await act(settled);
  expect(texts("recovery-code")).toEqual(CODES);
  await click("recovery-kept");
  await act(settled);
  expect(one("own-factor-done").textContent).toContain("is on");
});

test("what is on says since when, how many codes are left, and what one can do", async () => {
  await onAccountPage(at(0), false, 2);
  expect(one("own-factor-state").textContent).toContain("22 November 2026");
  expect(one("own-factor").textContent).toContain("Recovery codes left: 2 – Only a few");
  await click("own-factor-turn_off");
  expect(all("proof-code").length).toBe(1);
  await click("own-factor-leave");
  expect(all("proof-code")).toEqual([]);
});

test("what the role needs cannot be turned off", async () => {
  await onAccountPage(at(0), true);
  expect(all("own-factor-turn_off")).toEqual([]);
  expect(one("own-factor-state").textContent).toContain("Your role needs it");
});
