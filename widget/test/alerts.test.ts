// @vitest-environment happy-dom
import { safeStorage } from "@firuze/client";
import { beforeEach, expect, it, vi } from "vitest";
import { settled } from "../../client/test/clock";
import { createAlerts } from "../src/panel/model/alerts";
import { type Alert, createParts, register } from "../src/panel/model/parts";

let told: Alert[];
let asked: string[];
const storage = safeStorage();

function alerts() {
  const parts = createParts(
    async (name) => {
      asked.push(name);
    },
    () => undefined,
  );
  const about = () => ({ shop: "Book Corner", language: "en" as const });
  return createAlerts({ storage, parts, about, onPress() {} });
}

beforeEach(() => {
  for (const key of storage.keys()) storage.removeItem(key);
  told = [];
  asked = [];
  vi.stubGlobal("Notification", {
    permission: "default",
    requestPermission: async () => "granted",
  });
  register("alerts", {
    texts: { en: {}, fa: {} },
    show: {},
    alert: async (news) => void told.push(news),
  });
});

it("tells of what comes while the customer is elsewhere, and of nothing that was there", async () => {
  const { heard } = alerts();
  heard(2, true, "a");
  await settled();
  expect(told).toEqual([]);
  heard(3, false, "b");
  heard(0, false, "c");
  await settled();
  expect(told).toEqual([]);
  heard(1, true, "d");
  await settled();
  expect(told).toMatchObject([{ key: "d", sound: true, notify: false, shop: "Book Corner" }]);
  heard(1, true, "e");
  await settled();
  expect(told).toHaveLength(1);
});

it("remembers that the sound is off", async () => {
  alerts().setSound(false);
  const later = alerts();
  expect(later.sound.value).toBe(false);
  later.heard(0, true, "a");
  later.heard(1, true, "b");
  await settled();
  expect(told).toMatchObject([{ sound: false }]);
});

it("notifies only who has agreed", async () => {
  const first = alerts();
  expect(first.askable.value).toBe(true);
  await first.askToNotify();
  expect(first.askable.value).toBe(false);
  first.heard(0, true, "a");
  first.heard(1, true, "b");
  await settled();
  expect(told).toMatchObject([{ notify: true }]);
});

it("does not ask again who has refused, and does not notify them", async () => {
  vi.stubGlobal("Notification", { permission: "default", requestPermission: async () => "denied" });
  const { askToNotify, askable, heard } = alerts();
  await askToNotify();
  expect(askable.value).toBe(false);
  heard(0, true, "a");
  heard(1, true, "b");
  await settled();
  expect(told).toMatchObject([{ notify: false }]);
});
