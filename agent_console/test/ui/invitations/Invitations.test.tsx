// @vitest-environment happy-dom
import type { Invite } from "@firuze/client";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { language } from "../../../src/catalogue";
import { App } from "../../../src/ui/App";
import { now } from "../../../src/ui/parts/context";
import { settled } from "../../line";
import { inRole, invited } from "../../samples";
import { scene } from "../../scene";
import { all, clear, click, draw, one, texts, type } from "../page";

const LEILA = inRole("admin", { names: { en: "Leila", fa: "لیلا" } });
const OMID = invited();

afterEach(() => {
  clear();
  location.hash = "";
});

async function opened(items = [OMID], link: string | null = null) {
  now.value = Date.parse("2026-11-25T09:00:00Z");
  const { desk, api } = await scene(LEILA);
  const sent: Invite[] = [];
  api.invitations = async () => ({ invitations: items, works: link === null, teams: ["returns"] });
  api.invite = async (invite) => {
    sent.push(invite);
    return { email: invite.email, link };
  };
  api.invitationLink = async () => ({ email: OMID.email, link });
  location.hash = "#/invitations";
  await draw(desk, <App />);
  await act(settled);
  return { sent };
}

test("shows who is awaited, who sent it, and until when", async () => {
  await opened([OMID, invited({ id: "2", by: null, expires_at: "2026-11-25T08:00:00Z" })]);
  expect(all("nav-invitations").length).toBe(1);
  const [first, second] = texts("invitation");
  for (const told of ["Omid", "omid@shop.example", "Agent", "Persian", "returns", "Leila"])
    expect(first).toContain(told);
  expect(second).toContain("from the command line");
  expect(texts("invitation-ends")[1]).toContain("Expired");
  expect(all("mail-off")).toEqual([]);
});

test("the form says what is missing, and sends the rest", async () => {
  const { sent } = await opened([]);
  expect(one("invitations-empty")).toBeTruthy();
  await click("invite");
  await click("invite-send");
  expect(one("invite-problem").textContent).toBe("Enter the name.");
  await type("invite-name-en", "Omid");
  await type("invite-email", "omid@shop.example");
  await click("invite-role-supervisor");
  await click("invite-speaks-en");
  await click("invite-team");
  await type("invite-new-teams", "billing");
  await click("invite-mail-fa");
  await click("invite-send");
  await act(settled);
  expect(sent).toEqual([
    {
      names: { en: "Omid", fa: null },
      email: "omid@shop.example",
      role: "supervisor",
      languages: ["fa"],
      language: "fa",
      teams: ["returns", "billing"],
    },
  ]);
  expect(all("invite-send")).toEqual([]);
});

test("without a mail server the link is there to copy", async () => {
  await opened([invited({ mail: null })], "https://help.example/#/password/1");
  expect(one("mail-off").textContent).toContain("copy its link");
  await click("invitation-link");
  await act(settled);
  expect((one("invitation-url") as HTMLInputElement).value).toContain("#/password/1");
});

test("withdrawing asks first, and can be left", async () => {
  await opened();
  await click("invitation-withdraw");
  expect(document.activeElement).toBe(one("invitation-withdraw-sure"));
  await click("invitation-keep");
  expect(document.activeElement).toBe(one("invitation-withdraw"));
});

test("in Persian", async () => {
  language.value = "fa";
  await opened();
  expect(one("invitations").textContent).toContain("به دعوت");
  expect(one("invitations").textContent).toContain("کارشناس");
});

test("nobody else is shown the page", async () => {
  const { desk } = await scene(inRole("supervisor"));
  location.hash = "#/invitations";
  await draw(desk, <App />);
  expect([all("invitations"), all("nav-invitations")]).toEqual([[], []]);
});
