// @vitest-environment happy-dom
import type { Event } from "@firuze/client";
import { afterEach, describe, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { Log } from "../../../src/ui/thread/Log";
import { settled } from "../../line";
import {
  AGENT,
  agentSaid,
  BOT,
  customerSaid,
  event,
  handoff,
  item,
  marks,
  mine,
  understood,
} from "../../samples";
import { connected, ID } from "../../scene";
import { all, clear, draw } from "../page";

afterEach(clear);

async function show(events: Event[], spoken: "en" | "fa" = "en") {
  const { line, desk } = await connected();
  const open = item(ID, { owner: mine("agent"), language: spoken, head: events.length });
  line.on("watch", () => ({ ok: true, item: open, packet: null }));
  line.on("sync", () => ({ ok: true, events, more: false, item: open, marks: marks() }));
  desk.go({ page: "inbox", conversation: ID });
  await settled();
  const thread = desk.thread.value;
  if (!thread) throw new Error("no thread is open");
  await draw(desk, <Log thread={thread} />);
  return desk;
}

const said = (seq: number) => document.querySelector<HTMLElement>(`[data-seq="${seq}"] .text`);

describe("what was said", () => {
  test("has clickable links that send no referrer", async () => {
    await show([customerSaid(1, "this one: https://shop.example/book_(2)\u202e.")]);
    const link = said(1)?.querySelector("a");
    expect(link?.getAttribute("href")).toBe("https://shop.example/book_(2)");
    expect([link?.target, link?.rel]).toEqual(["_blank", "noopener noreferrer nofollow"]);
  });

  test("is shown as it was typed, markup and all", async () => {
    await show([customerSaid(1, "<b>&amp;</b>\n\n1 < 2"), agentSaid(2, "javascript:alert(1)")]);
    expect(said(1)?.textContent).toBe("<b>&amp;</b>\n\n1 < 2");
    expect(document.querySelector("a, b")).toBeNull();
  });

  test.each([
    ["fa", "Kindle هم دارید؟", "rtl"],
    ["fa", "thanks!", "ltr"],
    ["en", "PDF این کتاب هم هست؟", "rtl"],
  ] as const)("reads in its own direction (%s): %s", async (spoken, text, direction) => {
    await show([customerSaid(1, text)], spoken);
    expect(said(1)?.dir).toBe(direction);
  });
});

describe("what happened", () => {
  const nobody = { agent_id: null, agent_name: null, team: null, client_id: null };
  const ticketed = { type: "ticket.opened", number: 12 } as const;
  const EVENTS: Event["body"][] = [
    { type: "conversation.started", language: "en" } as never,
    { type: "conversation.started", consent: { version: 7, at: "" } } as never,
    { type: "bot.failed", reply_to: 1, code: "timeout" } as never,
    { type: "bot.failed", reply_to: 1, code: "overloaded" } as never,
    { type: "queue.entered", since: "", instead_of: null, because: null },
    { type: "wait.promised", low: 3, high: 8, late: false },
    { type: "wait.slipped" } as never,
    { type: "absence.told", closed: true, opens_at: "2026-11-23T09:00:00Z", ticket_at: "" },
    { type: "absence.ended" },
    { type: "wait.chosen", until: "2026-11-22T12:00:00Z" },
    { ...ticketed, cause: "chosen" } as never,
    { ...ticketed, cause: "nobody_online" } as never,
    { type: "contact.left", client_id: "c", name: null, email: "a@b.example", phone: "+98 21" },
    { type: "conversation.transferred", ...nobody, team: "Returns", held: false },
    { type: "conversation.transferred", ...nobody, agent_name: "Omid", held: true },
    { type: "returned.to_bot" } as never,
    { type: "conversation.closed", disposition: "resolved" } as never,
    { type: "conversation.reopened" },
    { type: "something.new" } as never,
  ];

  test.each(["en", "fa"] as const)(
    "reads in %s as one line each, without gaps",
    async (reading) => {
      language.value = reading;
      await show(EVENTS.map((body, index) => event(index + 1, body, index % 2 ? AGENT : BOT)));
      const lines = all("event").map((each) => each.querySelector("span")?.textContent ?? "");
      expect(lines).toHaveLength(EVENTS.length);
      for (const line of lines) {
        expect(line.trim()).not.toBe("");
        expect(line).not.toMatch(/[{}]/);
      }
    },
  );

  test("shows at the message what the bot understood of it", async () => {
    await show([customerSaid(1, "hi"), understood(2, 1, "greet"), handoff(3)]);
    expect(document.querySelector(".understood")?.textContent).toContain("Greeting");
  });
});

describe("colleagues", () => {
  const omid = (name: string): Event["actor"] => ({ kind: "agent", id: "agent-omid", name });

  test("are named in the reader's language, whatever the customer read", async () => {
    await show([
      event(
        1,
        {
          type: "agent.accepted",
          agent_id: "agent-omid",
          agent_name: "امید",
          agent_portrait: null,
        },
        omid("امید"),
      ),
      { ...agentSaid(2, "hello"), actor: omid("امید") },
      { ...agentSaid(3, "and again"), actor: omid("Omid") },
    ]);
    expect(document.querySelector('[data-seq="1"]')?.textContent).toContain("Omid");
    expect(document.querySelector('[data-seq="2"] .byline bdi')?.textContent).toBe("Omid");
    const face = document.querySelector('[data-seq="2"] .avatar');
    expect([face?.textContent, face?.querySelector("img")?.getAttribute("src")]).toEqual([
      "O",
      "/portraits/omid",
    ]);
    expect(document.querySelector('[data-seq="3"] .byline')).toBeNull();
  });
});
