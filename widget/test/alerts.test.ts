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

/** A browser whose customer answers so when it asks; returns the titles of what was created. */
function browser(permission: NotificationPermission, answer: NotificationPermission = "granted") {
  const made: string[] = [];
  class Notice {
    static permission = permission;
    static requestPermission = async () => answer;
    constructor(title: string) {
      made.push(title);
    }
    close(): void {}
  }
  vi.stubGlobal("Notification", Notice);
  return made;
}

beforeEach(() => {
  for (const key of storage.keys()) storage.removeItem(key);
  told = [];
  asked = [];
  vi.unstubAllGlobals();
  browser("default");
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

it("notifies only who has agreed, until they switch it off", async () => {
  const first = alerts();
  expect(first.notify.value).toBe(false);
  await first.setNotify(true);
  expect(first.notify.value).toBe(true);
  first.heard(0, true, "a");
  first.heard(1, true, "b");
  await settled();
  expect(told).toMatchObject([{ notify: true }]);
  await first.setNotify(false);
  expect(first.notify.value).toBe(false);
  first.heard(2, true, "c");
  await settled();
  expect(told[1]).toMatchObject({ notify: false });
});

it("does not ask again who has refused, and does not notify them", async () => {
  browser("default", "denied");
  const { setNotify, notify, heard } = alerts();
  await setNotify(true);
  expect(notify.value).toBeNull();
  heard(0, true, "a");
  heard(1, true, "b");
  await settled();
  expect(told).toMatchObject([{ notify: false }]);
});

it("offers it to who has allowed it to the page, and never chose it here", async () => {
  const made = browser("granted");
  const { setNotify, notify } = alerts();
  expect(notify.value).toBe(false);
  expect(made).toEqual([]); // one that is allowed would show
  await setNotify(true);
  expect(alerts().notify.value).toBe(true);
});

it.each(["denied", "default", "granted"] as const)(
  "offers none where a page cannot create one (%s)",
  (permission) => {
    browser(permission);
    vi.stubGlobal("navigator", {
      userAgent: "Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0.0.0",
    });
    expect(alerts().notify.value).toBeNull();
  },
);

it("offers none where the constructor throws, or there is none", () => {
  const illegal = () => {
    throw new TypeError("Illegal constructor");
  };
  vi.stubGlobal("Notification", Object.assign(illegal, { permission: "default" }));
  expect(alerts().notify.value).toBeNull();
  vi.stubGlobal("Notification", undefined);
  expect(alerts().notify.value).toBeNull();
});
