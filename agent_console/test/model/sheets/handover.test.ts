import type { Colleague, StaffTransfer } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createHandover, peopleOf, teamsOf } from "../../../src/model/sheets/handover";
import { FakeLine, refused } from "../../line";
import { SARA } from "../../samples";

const colleague = (name: string, more: Partial<Colleague> = {}): Colleague => ({
  id: `agent-${name.toLowerCase()}`,
  names: { en: name, fa: null },
  portrait: null,
  role: "agent",
  online: true,
  available: true,
  load: 1,
  capacity: 3,
  languages: ["en", "fa"],
  teams: [],
  ...more,
});

const SARA_HERSELF = colleague("Sara", { id: SARA.id, teams: ["returns"] });

function scene(people: Colleague[], teams: string[] = []) {
  const answer = () => ({ ok: true, people: [SARA_HERSELF, ...people], teams });
  const line = new FakeLine().on("colleagues", answer);
  const transferred: [StaffTransfer, string][] = [];
  let works = true;
  let loggedOut = 0;
  const handover = createHandover({
    line,
    item: { id: "a", language: "fa" },
    me: SARA.id,
    transfer: async (transfer, to) => {
      transferred.push([transfer, to]);
      return works;
    },
    onLoggedOut: () => {
      loggedOut++;
    },
  });
  const breaks = () => {
    works = false;
  };
  return { line, answer, handover, transferred, breaks, loggedOut: () => loggedOut };
}

describe("colleagues", () => {
  const sorted = (...people: Colleague[]) =>
    peopleOf({ ok: true, people, teams: [] }, SARA.id, "fa").map(({ names }) => names.en);

  test("come in the order of preference, without the agent", () => {
    expect(
      sorted(
        SARA_HERSELF,
        colleague("Gone", { online: false }),
        colleague("Away", { available: false }),
        colleague("Full", { load: 3 }),
        colleague("English", { languages: ["en"], load: 0 }),
        colleague("Busy", { load: 2 }),
        colleague("Idle", { load: 0 }),
      ),
    ).toEqual(["Idle", "Busy", "English", "Full", "Away", "Gone"]);
  });

  test("show their free slots, never fewer than none, and whether they speak the language", () => {
    const [one] = peopleOf(
      { ok: true, people: [colleague("Over", { load: 5, languages: ["en"] })], teams: [] },
      SARA.id,
      "fa",
    );
    expect(one).toMatchObject({ state: "full", free: 0, speaks: false });
  });

  test("a team counts the members who could take it on now, without the agent", () => {
    const people = [
      SARA_HERSELF,
      colleague("Omid", { teams: ["returns"] }),
      colleague("Full", { teams: ["returns"], load: 3 }),
    ];
    expect(teamsOf({ ok: true, people, teams: ["returns", "wine"] }, SARA.id)).toEqual([
      { name: "returns", free: 1 },
      { name: "wine", free: 0 },
    ]);
  });
});

describe("handing over", () => {
  test("proposes the best choice, so that Enter is enough", async () => {
    const { handover, transferred } = scene([colleague("Full", { load: 3 }), colleague("Omid")]);
    await handover.load();
    expect(handover.chosen.value).toEqual({ kind: "person", id: "agent-omid" });
    await expect(handover.confirm()).resolves.toBe(true);
    expect(transferred).toMatchObject([[{ conversation_id: "a", agent_id: "agent-omid" }, "Omid"]]);
    expect(transferred[0]?.[0]).not.toHaveProperty("note");
    expect(transferred[0]?.[0]).not.toHaveProperty("team");
  });

  test("goes to a team with a note, if the agent says so", async () => {
    const { handover, transferred } = scene([colleague("Omid")], ["returns"]);
    await handover.load();
    handover.choose({ kind: "team", name: "returns" });
    handover.write("  wants her money back ");
    await handover.confirm();
    const [sent, name] = transferred[0] ?? [];
    expect(sent).toMatchObject({ team: "returns", note: "wants her money back" });
    expect(sent).not.toHaveProperty("agent_id");
    expect(name).toBe("returns");
  });

  test("proposes no team that nobody would answer for, but lets the agent choose it", async () => {
    const { handover } = scene([colleague("Omid", { online: false })], ["returns"]);
    await handover.load();
    expect(handover.chosen.value).toBeNull();
    handover.choose({ kind: "team", name: "returns" });
    expect(handover.chosen.value).toEqual({ kind: "team", name: "returns" });
  });

  test("never goes to somebody who has no room for it", async () => {
    const { handover, transferred } = scene([colleague("Full", { load: 3 })]);
    await handover.load();
    handover.choose({ kind: "person", id: "agent-full" });
    expect(handover.chosen.value).toBeNull();
    await expect(handover.confirm()).resolves.toBe(false);
    expect(transferred).toEqual([]);
  });

  test("a repeated request keeps its id; another note or target gets a new one", async () => {
    const { handover, transferred, breaks } = scene([colleague("Omid")], ["returns"]);
    breaks();
    await handover.load();
    handover.write("careful");
    await expect(handover.confirm()).resolves.toBe(false);
    await handover.confirm();
    handover.write("careful, please");
    await handover.confirm();
    handover.choose({ kind: "team", name: "returns" });
    await handover.confirm();
    const [first, again, noted, elsewhere] = transferred.map(([{ client_id }]) => client_id);
    expect(again).toBe(first);
    expect(new Set([first, noted, elsewhere]).size).toBe(3);
  });

  test("a note that is too long is not sent", async () => {
    const { handover, transferred } = scene([colleague("Omid")]);
    await handover.load();
    handover.write("x".repeat(4001));
    await expect(handover.confirm()).resolves.toBe(false);
    expect(transferred).toEqual([]);
  });
});

describe("searching", () => {
  test("finds by name and by team, and chooses among what is found", async () => {
    const people = ["Ava", "Bita", "Cyrus", "Dana", "Elham", "Farid", "Giti"].map((name) =>
      name === "Cyrus"
        ? colleague(name, { teams: ["returns"], names: { en: name, fa: "کوروش" } })
        : colleague(name),
    );
    const { handover } = scene(people, ["returns", "wine"]);
    await handover.load();
    expect(handover.many.value).toBe(true);
    handover.find("RETURN");
    expect(handover.people.value.map(({ names }) => names.en)).toEqual(["Cyrus"]);
    expect(handover.teams.value.map(({ name }) => name)).toEqual(["returns"]);
    expect(handover.chosen.value).toEqual({ kind: "person", id: "agent-cyrus" });
    handover.find("کوروش");
    expect(handover.people.value.map(({ names }) => names.en)).toEqual(["Cyrus"]);
    handover.find("nobody like that");
    expect(handover.chosen.value).toBeNull();
  });
});

describe("when the colleagues cannot be had", () => {
  test("it says so, and can be tried again", async () => {
    const { line, answer, handover } = scene([colleague("Omid")]);
    line.on("colleagues", () => refused("unavailable"));
    await handover.load();
    expect(handover.problem.value).toEqual({ key: "error.unavailable" });
    line.on("colleagues", answer);
    await handover.load();
    expect(handover.problem.value).toBeNull();
    expect(handover.loaded.value).toBe(true);
  });

  test("a session that has ended leads to the login", async () => {
    const { line, handover, loggedOut } = scene([]);
    line.on("colleagues", () => refused("unauthenticated"));
    await handover.load();
    expect(loggedOut()).toBe(1);
    expect(handover.problem.value).toBeNull();
  });
});
