import { safeStorage } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createAlerts } from "../../../src/model/frame/alerts";
import { item, mine } from "../../samples";

function scene(allowed = true) {
  const heard: string[] = [];
  const values = new Map<string, string>();
  const storage = safeStorage(() => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }));
  const output = {
    title: (offers: number) => void heard.push(`title ${offers}`),
    ring: () => void heard.push("ring"),
    notify: ({ id }: { id: string }) => void heard.push(`notify ${id}`),
    permission: async () => allowed,
  };
  return { heard, storage, output, alerts: createAlerts(output, storage) };
}

const offer = (id: string, deadline = "2026-11-22T10:00:30Z") =>
  item(id, { owner: mine("offered", { deadline }) });

describe("a new offer", () => {
  test("is in the title, and silent until sound is wanted", () => {
    const { heard, alerts } = scene();
    alerts.look([offer("a")]);
    expect(heard).toEqual(["title 1"]);
  });

  test("rings once, and again when it is offered again", () => {
    const { heard, alerts } = scene();
    alerts.setSound(true);
    heard.length = 0;
    alerts.look([offer("a")]);
    alerts.look([offer("a")]);
    alerts.look([]);
    alerts.look([offer("a", "2026-11-22T10:05:00Z")]);
    expect(heard).toEqual(["title 1", "ring", "title 1", "title 0", "title 1", "ring"]);
  });

  test("notifies if the browser allows it", async () => {
    const { heard, alerts } = scene();
    await alerts.setNotifications(true);
    alerts.look([offer("a"), offer("b")]);
    expect(heard).toEqual(["title 2", "notify a", "notify b"]);
  });

  test("does not where the browser forbids it, and says so", async () => {
    const { alerts } = scene(false);
    await alerts.setNotifications(true);
    expect(alerts.notifications.value).toBe(false);
    expect(alerts.denied.value).toBe(true);
  });
});

test("the choice outlives a reload", () => {
  const { alerts, output, storage } = scene();
  alerts.setSound(true);
  expect(createAlerts(output, storage).sound.value).toBe(true);
});
