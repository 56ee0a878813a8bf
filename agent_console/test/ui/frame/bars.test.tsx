// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test } from "vitest";
import { AwayNotice, ConnectionBanner, SoundNotice } from "../../../src/ui/frame/Notices";
import { OfferBar } from "../../../src/ui/frame/OfferBar";
import { inRole, item, mine } from "../../samples";
import { connected } from "../../scene";
import { all, clear, draw, one } from "../page";

afterEach(clear);

describe("the bar of an offer", () => {
  const offered = (more = {}) =>
    item("b", {
      customer_name: "Nika",
      reason: "anger",
      owner: mine("offered", { deadline: "2026-11-22T10:00:30Z" }),
      ...more,
    });

  test("names who needs the agent and why, and whether they are still there", async () => {
    const { wire, desk } = await connected();
    await draw(desk, <OfferBar />);
    expect(all("offer-bar")).toEqual([]);
    await act(() => wire.push("items", { after: 10, cursor: 11, items: [offered()], gone: [] }));
    expect(one("offer-bar").textContent).toContain("Nika is offered to you");
    expect(one("offer-bar").textContent).toContain("Angry");
    expect(all("customer-away")).toEqual([]);
    await act(() => wire.push("away", { left: ["b"], back: [] }));
    expect(one("customer-away").textContent).toBe("Has left");
  });

  test("cannot be reversed by a name", async () => {
    const { wire, desk } = await connected();
    await draw(desk, <OfferBar />);
    const items = [offered({ customer_name: "Nika\u202e" })];
    await act(() => wire.push("items", { after: 10, cursor: 11, items, gone: [] }));
    expect(one("offer-bar").textContent).not.toMatch(/\u202e/);
  });
});

describe("notices", () => {
  test("say that the browser blocks the sound, only if it is wanted", async () => {
    const { desk, silenced } = await connected();
    await draw(desk, <SoundNotice />);
    await act(() => {
      silenced.value = true;
    });
    expect(all("sound-blocked")).toEqual([]);
    await act(() => desk.alerts.setSound(true));
    expect(one("sound-blocked").textContent).toContain("until you click");
    await act(() => {
      silenced.value = false;
    });
    expect(all("sound-blocked")).toEqual([]);
  });

  test("say that the connection is lost while it is", async () => {
    const { desk, wire } = await connected();
    await draw(desk, <ConnectionBanner />);
    expect(one("connection").hidden).toBe(true);
    await act(() => wire.become({ kind: "reconnecting" }));
    expect(one("connection").hidden).toBe(false);
    expect(one("connection").textContent).toContain("Reconnecting");
  });

  test("say that offers have run out, until the agent sets the switch", async () => {
    const { desk, wire } = await connected();
    await draw(desk, <AwayNotice />);
    expect(all("away-notice")).toEqual([]);
    await act(() => wire.push("me", inRole("agent", { available: false, missed: 2 })));
    expect(one("away-notice").textContent).toContain("2 offers ran out");
  });
});
