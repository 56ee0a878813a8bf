import { safeStorage } from "@firuze/client";
import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { fakeStorage } from "../../../../client/test/stores";
import { createAlerts } from "../../../src/model/frame/alerts";
import { Clock, settled } from "../../line";
import { item, mine } from "../../samples";

function scene({ allowed = true, shows = true } = {}) {
  const heard: string[] = [];
  const kept = fakeStorage();
  const storage = safeStorage(() => kept);
  const silenced = signal(false);
  const output = {
    title: (offers: number, unread: number) => void heard.push(`title ${offers} ${unread}`),
    silenced,
    unlock: () => void heard.push("unlock"),
    ring: (key: string) => void heard.push(`ring ${key.split(":")[0]}`),
    notify: async (_: string, { id }: { id: string }, news: string) => {
      heard.push(`notify ${news} ${id}`);
      return shows;
    },
    permission: async () => allowed,
  };
  const clock = new Clock();
  const alerts = createAlerts(output, storage, clock);
  return { heard, storage, output, silenced, clock, alerts };
}

const offer = (id: string, deadline = "2026-11-22T10:00:30Z") =>
  item(id, { owner: mine("offered", { deadline }) });

const unread = (id: string, seq: number) => ({ item: item(id, { owner: mine("agent") }), seq });

const SOON = 1_500; // milliseconds after which nobody has read them elsewhere

describe("a new offer", () => {
  test("is in the title, and silent until sound is wanted", () => {
    const { heard, alerts } = scene();
    alerts.lookAtOffers([offer("a")]);
    expect(heard).toEqual(["title 1 0"]);
  });

  test("rings once, and again when it is offered again", () => {
    const { heard, alerts } = scene();
    alerts.setSound(true);
    heard.length = 0;
    alerts.lookAtOffers([offer("a")]);
    alerts.lookAtOffers([offer("a")]);
    alerts.lookAtOffers([]);
    alerts.lookAtOffers([offer("a", "2026-11-22T10:05:00Z")]);
    expect(heard).toEqual([
      ...["title 1 0", "ring a", "title 1 0", "title 0 0"],
      ...["title 1 0", "ring a"],
    ]);
  });

  test("notifies the agent if the browser allows it", async () => {
    const { heard, alerts } = scene();
    await alerts.setNotifications(true);
    alerts.lookAtOffers([offer("a"), offer("b")]);
    expect(heard).toEqual(["title 2 0", "notify offer a", "notify offer b"]);
  });

  test("says so where the browser forbids notifications", async () => {
    const { alerts } = scene({ allowed: false });
    await alerts.setNotifications(true);
    expect(alerts.notifications.value).toBe(false);
    expect(alerts.denied.value).toBe(true);
  });

  test("says so where the browser allows notifications but cannot show them", async () => {
    const { alerts, output, storage } = scene({ shows: false });
    await alerts.setNotifications(true);
    alerts.lookAtOffers([offer("a")]);
    await settled();
    expect([alerts.notifications.value, alerts.denied.value]).toEqual([false, true]);
    expect(createAlerts(output, storage).notifications.value).toBe(false);
  });
});

describe("new words in the agent's own chats", () => {
  async function loud() {
    const all = scene();
    all.alerts.setSound(true);
    await all.alerts.setNotifications(true);
    all.alerts.lookAtWords([]);
    all.heard.length = 0;
    return all;
  }

  test("are in the title at once, and heard when they stay unread", async () => {
    const { heard, alerts, clock } = await loud();
    alerts.lookAtWords([unread("a", 7)]);
    expect(heard).toEqual(["title 0 1"]);
    await clock.elapse(SOON);
    expect(heard).toEqual(["title 0 1", "ring a", "notify words a"]);
  });

  test("are not heard where they were read meanwhile, in another tab or on another device", async () => {
    const { heard, alerts, clock } = await loud();
    alerts.lookAtWords([unread("a", 7)]);
    alerts.lookAtWords([]);
    await clock.elapse(SOON);
    expect(heard).toEqual(["title 0 1", "title 0 0"]);
  });

  test("are heard once, and the next ones again", async () => {
    const { heard, alerts, clock } = await loud();
    for (const seq of [7, 7, 9]) {
      alerts.lookAtWords([unread("a", seq)]);
      await clock.elapse(SOON);
    }
    expect(heard.filter((each) => each.startsWith("ring"))).toHaveLength(2);
  });

  test("ring once for a burst", async () => {
    const { heard, alerts, clock } = await loud();
    for (const seq of [7, 8, 9]) alerts.lookAtWords([unread("a", seq)]);
    await clock.elapse(SOON);
    expect(heard.filter((each) => each.startsWith("ring"))).toHaveLength(1);
  });

  test("do not ring if they were there when the page was loaded", async () => {
    const { heard, alerts, clock } = scene();
    alerts.setSound(true);
    heard.length = 0;
    alerts.lookAtWords([unread("a", 7)]);
    await clock.elapse(SOON);
    expect(heard).toEqual(["title 0 1"]);
    alerts.forget();
    alerts.lookAtWords([unread("b", 3)]);
    await clock.elapse(SOON);
    expect(heard).toEqual(["title 0 1", "title 0 0", "title 0 1"]);
  });
});

describe("sound", () => {
  test("warns that the browser silences it only if it is wanted", () => {
    const { alerts, silenced } = scene();
    silenced.value = true;
    expect(alerts.silenced.value).toBe(false);
    alerts.setSound(true);
    expect(alerts.silenced.value).toBe(true);
    silenced.value = false;
    expect(alerts.silenced.value).toBe(false);
  });

  test("is requested again as soon as the page is in view", () => {
    const { alerts, output, storage, heard } = scene();
    alerts.setSound(true);
    heard.length = 0;
    expect(createAlerts(output, storage).sound.value).toBe(true);
    expect(heard).toEqual(["unlock"]);
  });
});
