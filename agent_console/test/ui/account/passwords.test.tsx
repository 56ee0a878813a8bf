// @vitest-environment happy-dom
import { RequestRefused } from "@firuze/client";
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

test("a link leads to a welcome, two fields, and then into the console", async () => {
  const { desk } = await scene(null);
  location.hash = "#/password/token.secret";
  await draw(desk, <App />);
  await act(settled);
  expect(document.querySelector("h1")?.textContent).toBe("Welcome, Sara");
  await type("password-new", "correct horse battery");
  await type("password-again", "correct horse");
  await click("password-submit");
  expect(one("account-notice").textContent).toContain("differ");
  await type("password-again", "correct horse battery");
  await click("password-submit");
  await act(settled);
  expect([desk.session.me.value?.id, location.hash]).toEqual([SARA.id, "#/inbox"]);
});

test("when signing in fails, the page says that the password is set", async () => {
  const { desk, api } = await scene(null);
  api.login = async () => {
    throw new RequestRefused({ code: "rate_limited", message: "", id: null, data: {} });
  };
  location.hash = "#/password/token.secret";
  await draw(desk, <App />);
  await act(settled);
  await type("password-new", "correct horse battery");
  await type("password-again", "correct horse battery");
  await click("password-submit");
  await act(settled);
  expect(one("password-done").textContent).toContain("Log in");
  expect((one("password-login") as HTMLAnchorElement).hash).toBe("#/inbox");
});

test.each([
  ["used", "invitation", ["password-login", "password-forgotten"]],
  ["expired", "invitation", []],
  ["withdrawn", "invitation", []],
  ["expired", "password_reset", ["password-forgotten"]],
  [undefined, undefined, ["password-forgotten"]],
])("a closed link says so and shows the way on: %s %s", async (why, purpose, ways) => {
  const { desk, api } = await scene(null);
  const data = why && purpose ? { why, purpose } : {};
  api.passwordLink = async () => {
    throw new RequestRefused({ code: "link_invalid", message: "", id: null, data });
  };
  location.hash = "#/password/token.secret";
  await draw(desk, <App />);
  await act(settled);
  expect(one("password-invalid").textContent).not.toBe("");
  const shown = ["password-login", "password-forgotten"].filter((way) => all(way).length > 0);
  expect(shown).toEqual(ways);
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
