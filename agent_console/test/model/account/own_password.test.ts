import { RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createOwnPassword } from "../../../src/model/account/own_password";

function created(changePassword: (current: string, next: string) => Promise<void>) {
  let changed = 0;
  const own = createOwnPassword({
    api: { changePassword },
    onChanged: () => {
      changed += 1;
    },
    onLoggedOut: () => undefined,
  });
  own.show(true);
  return { own, changed: () => changed };
}

describe("one's own password", () => {
  test("is changed by the current one", async () => {
    const asked: string[][] = [];
    const { own, changed } = created(async (...given) => void asked.push(given));
    await own.change("old", "correct horse battery", "correct horse battery");
    expect(asked).toEqual([["old", "correct horse battery"]]);
    expect([own.done.value, own.open.value, changed()]).toEqual([true, false, 1]);
  });

  test("is not asked for when something is missing or differs", async () => {
    const { own } = created(() => Promise.reject(new Error("asked")));
    await own.change("", "a", "a");
    expect(own.problem.value).toEqual({ key: "proof.missing" });
    await own.change("old", "a", "b");
    expect(own.problem.value).toEqual({ key: "password.differ" });
  });

  test("stays when it is refused, and says why", async () => {
    const refused = new RequestRefused({
      code: "password_wrong",
      message: "",
      id: null,
      data: {},
    });
    const { own, changed } = created(() => Promise.reject(refused));
    await own.change("old", "a", "a");
    expect(own.problem.value).toEqual({ key: "error.password_wrong" });
    expect([own.done.value, own.open.value, changed()]).toEqual([false, true, 0]);
  });
});
