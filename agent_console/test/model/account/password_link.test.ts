import { NoAnswer, type PasswordLinkOwner, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createPasswordLink } from "../../../src/model/account/password_link";

const OWNER: PasswordLinkOwner = {
  purpose: "password_reset",
  name: "Sara",
  email: "sara@shop.example",
};
const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });

function opened(choosePassword: () => Promise<void> = async () => undefined) {
  let chosen = 0;
  const gateway = { passwordLink: async () => OWNER, choosePassword };
  const link = createPasswordLink({
    api: {
      passwordLink: (token) => gateway.passwordLink.call(token),
      choosePassword: (...words) => gateway.choosePassword.apply(words),
    },
    token: "token",
    onChosen: () => {
      chosen += 1;
    },
  });
  return { link, gateway, chosen: () => chosen };
}

describe("a link from a mail", () => {
  test("shows whose password it is, and sets it once", async () => {
    const { link, chosen } = opened();
    await link.look();
    expect([link.state.value, link.owner.value]).toEqual(["open", OWNER]);
    await link.choose("correct horse battery", "correct horse battery");
    expect([link.state.value, chosen()]).toEqual(["done", 1]);
  });

  test("that is used or expired says so, both when opened and when submitted", async () => {
    const { link, gateway } = opened(() => Promise.reject(refusal("link_invalid")));
    gateway.passwordLink = () => Promise.reject(refusal("link_invalid"));
    await link.look();
    expect([link.state.value, link.problem.value]).toEqual(["invalid", null]);
    const late = opened(() => Promise.reject(refusal("link_invalid")));
    await late.link.look();
    await late.link.choose("correct horse battery", "correct horse battery");
    expect([late.link.state.value, late.chosen()]).toEqual(["invalid", 0]);
  });

  test("stays open when the password is refused or the connection is lost", async () => {
    const { link, gateway, chosen } = opened(() => Promise.reject(refusal("password_long")));
    await link.look();
    await link.choose("long", "long");
    expect([link.state.value, link.problem.value]).toEqual([
      "open",
      { key: "error.password_long" },
    ]);
    gateway.choosePassword = () => Promise.reject(new NoAnswer("offline"));
    await link.choose("long", "long");
    expect([link.state.value, link.problem.value]).toEqual(["open", { key: "error.offline" }]);
    expect([chosen(), link.busy.value]).toEqual([0, false]);
  });

  test("is checked again after the connection was lost", async () => {
    const { link, gateway } = opened();
    gateway.passwordLink = () => Promise.reject(new NoAnswer("timeout"));
    await link.look();
    expect([link.state.value, link.problem.value]).toEqual(["looking", { key: "error.offline" }]);
    gateway.passwordLink = async () => OWNER;
    await link.look();
    expect([link.state.value, link.problem.value]).toEqual(["open", null]);
  });

  test("sends nothing while the two passwords differ", async () => {
    const { link } = opened(() => Promise.reject(new Error("asked")));
    await link.look();
    await link.choose("correct horse battery", "correct horse batter");
    expect(link.problem.value).toEqual({ key: "password.differ" });
  });
});
