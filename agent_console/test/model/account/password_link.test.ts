import { NoAnswer, type PasswordLinkOwner, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createPasswordLink } from "../../../src/model/account/password_link";

const OWNER: PasswordLinkOwner = {
  purpose: "password_reset",
  names: { en: "Sara", fa: null },
  email: "sara@shop.example",
};
const refusal = (code: string, data: Record<string, string> = {}) =>
  new RequestRefused({ code, message: "", id: null, data });

function opened(choosePassword: () => Promise<void> = async () => undefined) {
  const signedIn: [email: string, password: string][] = [];
  const gateway = { passwordLink: async () => OWNER, choosePassword };
  const link = createPasswordLink({
    api: {
      passwordLink: (token) => gateway.passwordLink.call(token),
      choosePassword: (...words) => gateway.choosePassword.apply(words),
    },
    token: "token",
    onChosen: async (...words) => {
      signedIn.push(words);
    },
  });
  return { link, gateway, chosen: () => signedIn.length, signedIn };
}

describe("a link from a mail", () => {
  test("shows whose password it is, sets it once, and signs its owner in", async () => {
    const { link, chosen, signedIn } = opened();
    await link.look();
    expect([link.state.value, link.owner.value]).toEqual(["open", OWNER]);
    await link.choose("correct horse battery", "correct horse battery");
    expect([link.state.value, chosen()]).toEqual(["done", 1]);
    expect(signedIn).toEqual([[OWNER.email, "correct horse battery"]]);
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

  test.each([
    [{ why: "used", purpose: "invitation" }, "used"],
    [{ why: "replaced", purpose: "password_reset" }, "replaced"],
    [{ why: "expired", purpose: "invitation" }, "expired.invitation"],
    [{ why: "withdrawn", purpose: "invitation" }, "withdrawn.invitation"],
    [{ why: "withdrawn", purpose: "password_reset" }, "withdrawn.password_reset"],
    [{}, "unknown"],
    [{ why: "melted", purpose: "invitation" }, "unknown"],
  ] as const)("that is closed says why: %o", async (data, closed) => {
    const { link, gateway } = opened();
    gateway.passwordLink = () => Promise.reject(refusal("link_invalid", data));
    await link.look();
    expect([link.state.value, link.closed.value]).toEqual(["invalid", closed]);
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
