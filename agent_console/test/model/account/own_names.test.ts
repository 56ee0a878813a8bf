import { type Me, RequestRefused } from "@firuze/client";
import { expect, test } from "vitest";
import { createOwnNames, draftOf, givenNames } from "../../../src/model/account/own_names";
import { SARA } from "../../samples";

function own(refused?: string) {
  const told: Me[] = [];
  const asked: unknown[] = [];
  const names = createOwnNames({
    api: {
      changeNames: async (given) => {
        asked.push(given);
        const detail = { code: refused ?? "", message: "", id: null, data: {} };
        if (refused) throw new RequestRefused(detail);
        return { ...SARA, names: { en: given.en ?? null, fa: given.fa ?? null } };
      },
    },
    onMe: (me) => told.push(me),
    onLoggedOut: () => undefined,
  });
  return { names, told, asked };
}

test("a missing name is typed as an empty one, and goes out as none", () => {
  expect(draftOf({ en: "Sara", fa: null })).toEqual({ en: "Sara", fa: "" });
  expect(givenNames({ en: " Sara ", fa: "  " })).toEqual({ en: "Sara", fa: null });
});

test("new names are shown at once, and the form closes", async () => {
  const { names, told } = own();
  names.show(true);
  await names.change({ en: "Sara", fa: "سارا" });
  expect(told.map((me) => me.names.fa)).toEqual(["سارا"]);
  expect([names.open.value, names.done.value]).toEqual([false, true]);
});

test("without any name nothing is asked", async () => {
  const { names, asked } = own();
  names.show(true);
  await names.change({ en: " ", fa: "" });
  expect(asked).toEqual([]);
  expect(names.problem.value).toEqual({ key: "error.name_missing" });
  names.show(false);
  expect(names.problem.value).toBeNull();
});

test("a refusal leaves the form open, with its reason", async () => {
  const { names, told } = own("name_unreadable");
  names.show(true);
  await names.change({ en: "Sara", fa: "" });
  expect([names.open.value, names.done.value, told]).toEqual([true, false, []]);
  expect(names.problem.value).toEqual({ key: "error.name_unreadable" });
});
