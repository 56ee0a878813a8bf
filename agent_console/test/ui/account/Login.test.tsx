// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { App } from "../../../src/ui/App";
import { settled } from "../../line";
import { SARA } from "../../samples";
import { connected, scene } from "../../scene";
import { all, clear, click, draw, one, type } from "../page";

afterEach(clear);

test("a login leads to the desk", async () => {
  const { desk } = await scene(null);
  await draw(desk, <App />);
  await type("login-email", "sara@shop.example");
  await type("login-password", "secret");
  await click("login-submit");
  await act(settled);
  expect(all("login-email")).toEqual([]);
  expect(one("availability").textContent).toContain("Available");
});

test("missing fields are reported before anything is sent", async () => {
  const { desk } = await scene(null);
  await draw(desk, <App />);
  await click("login-submit");
  expect(one("login-notice").textContent).toContain("Enter your email");
});

test("a sign-out in another tab brings the login page, with the reason", async () => {
  const { desk, others } = await connected();
  await draw(desk, <App />);
  await act(() => others.say({ said: "out", agent: SARA.id }));
  await act(settled);
  expect(one("login-notice").textContent).toBe("You have signed out in another tab.");
});
