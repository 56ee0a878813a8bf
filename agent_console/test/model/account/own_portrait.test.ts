import { type Me, RequestRefused } from "@firuze/client";
import { expect, test } from "vitest";
import { createOwnPortrait } from "../../../src/model/account/own_portrait";
import type { Toast } from "../../../src/model/frame/toasts";
import { settled } from "../../line";
import { SARA } from "../../samples";

const PATH = "/portraits/sara";
const PICTURE = new Blob(["picture"]);

function own(refused?: string) {
  const told: (string | null)[] = [];
  const toasts: Omit<Toast, "id">[] = [];
  const sent: Blob[] = [];
  const refuse = () => {
    const detail = { code: refused ?? "", message: "", id: null, data: {} };
    if (refused) throw new RequestRefused(detail);
  };
  const portrait = createOwnPortrait({
    api: {
      portrait: async () => PICTURE,
      showPortrait: async (picture) => {
        refuse();
        sent.push(picture);
        return { ...SARA, portrait: PATH };
      },
      removePortrait: async () => {
        refuse();
        return SARA;
      },
    },
    toasts: { show: (toast) => toasts.push(toast) },
    onMe: (me: Me) => told.push(me.portrait),
    onLoggedOut: () => undefined,
  });
  return { portrait, told, toasts, sent };
}

test("a picture that was taken away can be brought back", async () => {
  const { portrait, told, toasts, sent } = own();
  await portrait.remove(PATH);
  expect(told).toEqual([null]);
  expect(toasts[0]?.message).toEqual({ key: "account.portrait.removed" });
  toasts[0]?.undo?.();
  await settled();
  expect([told, sent]).toEqual([[null, PATH], [PICTURE]]);
});

test("what is no picture changes nothing, and the reason is said", async () => {
  const { portrait, told, toasts } = own("portrait_kind");
  await portrait.show(PICTURE);
  await portrait.remove(PATH);
  expect([told, toasts]).toEqual([[], []]);
  expect(portrait.problem.value).toEqual({ key: "error.portrait_kind" });
});
