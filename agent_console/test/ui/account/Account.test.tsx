// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
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

test("names are changed there, each in its own direction, the reader's own language first", async () => {
  const { desk } = await onAccountPage(null);
  expect(one("own-names").textContent).toContain("سارا");
  await click("own-names-open");
  const fields = [...document.querySelectorAll<HTMLInputElement>(".name-fields input")];
  expect(fields.map(({ lang, dir }) => [lang, dir])).toEqual([
    ["en", "ltr"],
    ["fa", "rtl"],
  ]);
  await type("own-name-en", "Sara Karimi");
  await type("own-name-fa", "سارا کریمی");
  await click("own-names-submit");
  await act(settled);
  expect(one("own-names-done").textContent).toContain("Saved");
  expect(one("settings").textContent).toContain("Sara Karimi");
  language.value = "fa";
  await draw(desk, <App />);
  expect(one("settings").textContent).toContain("سارا کریمی");
});

test("a picture is chosen there, stands in the menu, and is taken away again", async () => {
  await onAccountPage(null);
  const face = () => one("settings").querySelector(".avatar");
  expect([face()?.textContent, face()?.querySelector("img")]).toEqual(["S", null]);
  const picker = one("own-portrait-file") as HTMLInputElement;
  Object.defineProperty(picker, "files", { value: [new File(["x"], "me.png")] });
  await act(() => {
    picker.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await act(settled);
  expect(face()?.querySelector("img")?.getAttribute("src")).toBe("/portraits/new");
  face()?.querySelector("img")?.dispatchEvent(new Event("error"));
  expect(face()?.querySelector("img")?.hidden).toBe(true);
  await click("own-portrait-remove");
  await act(settled);
  expect(face()?.querySelector("img")).toBeNull();
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

test("the password is changed there", async () => {
  await onAccountPage(null);
  await click("own-password-open");
  await type("own-password-current", "old secret");
  await type("own-password-new", "correct horse battery");
  await type("own-password-again", "correct horse battery");
  await click("own-password-submit");
  await act(settled);
  expect(one("own-password-done").textContent).toContain("is changed");
  expect(all("own-password-current")).toEqual([]);
});

test("the browsers in which one is signed in are named, and others can be signed out", async () => {
  const phone = { id: "2", since: at(0), seen: at(5), browser: "Android Firefox/1", here: false };
  const here = { id: "1", since: at(0), seen: at(9), browser: "Linux Chrome/1", here: true };
  let kept = [here, phone];
  const { desk, api } = await connected();
  api.ownSessions = async () => ({ sessions: kept });
  api.endOwnSession = async (id) => {
    kept = kept.filter((each) => each.id !== id);
  };
  location.hash = "#/account";
  await draw(desk, <App />);
  await act(settled);
  expect(texts("own-session")[0]).toContain("Chrome on LinuxSince");
  expect(texts("own-session")[0]).toContain("This browser");
  expect(one("own-session-end").getAttribute("aria-label")).toContain("Firefox on Android");
  await click("own-session-end");
  await act(settled);
  expect(all("own-session").length).toBe(1);
  expect(one("own-sessions-done").textContent).toBe("Signed out there.");
});
