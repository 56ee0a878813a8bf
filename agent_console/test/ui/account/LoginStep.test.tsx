// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { App } from "../../../src/ui/App";
import { settled } from "../../line";
import { BEGUN, CODES, SARA } from "../../samples";
import { scene } from "../../scene";
import { all, clear, click, draw, one, texts, type } from "../page";

afterEach(clear);

async function halfway(step: "code" | "set_up") {
  const all = await scene(null);
  all.api.login = async () => ({ step, names: SARA.names, email: SARA.email });
  await draw(all.desk, <App />);
  await act(() => all.desk.session.login(SARA.email, "secret"));
  await act(settled);
  return all;
}

test("after the password a code is asked for, and leads to the desk", async () => {
  const { api } = await halfway("code");
  const given: string[] = [];
  api.loginCode = async (code) => {
    given.push(code);
    return SARA;
  };
  const field = one("step-code") as HTMLInputElement;
  expect([field.inputMode, field.autocomplete]).toEqual(["numeric", "one-time-code"]);
  await type("step-code", "123456");
  await click("step-submit");
  await act(settled);
  expect(given).toEqual(["123456"]);
  expect(one("availability").textContent).toContain("Available");
});

test("without the phone a recovery code does, and the page says how many times", async () => {
  await halfway("code");
  await click("step-kind");
  expect(document.body.textContent).toContain("Each works once");
  await type("step-code", "abcde-fgh23");
  await click("step-submit");
  await act(settled);
  expect(document.querySelector(".toast")?.textContent).toContain("does not work again");
});

test("somebody else gets back to the login page", async () => {
  await halfway("code");
  await click("step-cancel");
  await act(settled);
  expect(all("login-email").length).toBe(1);
});

test("a role that needs it sees picture and secret, then the recovery codes, then the desk", async () => {
  const { api } = await halfway("set_up");
  expect((one("set-up-picture") as HTMLImageElement).src).toBe(BEGUN.picture);
  expect(one("set-up-picture").getAttribute("alt")).toContain("QR");
  expect(one("set-up-secret").textContent).toBe("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP");
  await type("set-up-code", "123456");
  await click("set-up-submit");
  await act(settled);
  expect(texts("recovery-code")).toEqual(CODES);
  const file = decodeURIComponent((one("recovery-download") as HTMLAnchorElement).href);
  for (const code of CODES) expect(file).toContain(code);
  api.me = async () => SARA;
  await click("recovery-kept");
  await act(settled);
  expect(one("availability").textContent).toContain("Available");
});

test("in Persian the page speaks Persian, and the app shows the shop's Persian name", async () => {
  language.value = "fa";
  const asked: string[] = [];
  const all = await scene(null);
  all.api.login = async () => ({ step: "set_up", names: SARA.names, email: SARA.email });
  all.api.beginLoginSetUp = async (into) => {
    asked.push(into);
    return BEGUN;
  };
  await draw(all.desk, <App />);
  await act(() => all.desk.session.login(SARA.email, "secret"));
  await act(settled);
  expect(document.querySelector("h1")?.textContent).toBe("راه‌اندازی مرحلهٔ دوم ورود");
  expect(asked).toEqual(["fa"]);
});
