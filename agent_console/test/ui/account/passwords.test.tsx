// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { FORGOTTEN } from "../../../src/model/account/account_route";
import { App } from "../../../src/ui/App";
import { settled } from "../../line";
import { SARA } from "../../samples";
import { scene } from "../../scene";
import { all, clear, click, draw, one, type } from "../page";

afterEach(() => {
  clear();
  location.hash = "";
});

test("the login page leads to a request for a link, and shows where it goes", async () => {
  const { desk } = await scene(null);
  await draw(desk, <App />);
  expect((one("login-forgotten") as HTMLAnchorElement).hash).toBe(FORGOTTEN);
  location.hash = FORGOTTEN;
  await draw(desk, <App />);
  await type("forgotten-email", SARA.email);
  await click("forgotten-submit");
  await act(settled);
  expect(one("forgotten-asked").textContent).toContain(SARA.email);
});

test("a link leads to a welcome, two fields, and then the login", async () => {
  const { desk } = await scene(null);
  location.hash = "#/password/token.secret";
  await draw(desk, <App />);
  await act(settled);
  expect(document.querySelector("h1")?.textContent).toBe(`Welcome, ${SARA.name}`);
  await type("password-new", "correct horse battery");
  await type("password-again", "correct horse");
  await click("password-submit");
  expect(one("account-notice").textContent).toContain("differ");
  await type("password-again", "correct horse battery");
  await click("password-submit");
  await act(settled);
  expect(one("password-done").textContent).toContain("Log in");
  expect((one("password-login") as HTMLAnchorElement).hash).toBe("#/inbox");
});

test("in Persian, and for somebody who is logged in, too", async () => {
  const { desk } = await scene(SARA);
  language.value = "fa";
  location.hash = "#/password/token.secret";
  await draw(desk, <App />);
  await act(settled);
  expect(document.querySelector("h1")?.textContent).toContain("خوش آمدید");
  expect(all("availability")).toEqual([]);
});
