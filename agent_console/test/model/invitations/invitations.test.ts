import { type InvitationSent, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { draftOf } from "../../../src/model/account/own_names";
import type { Toast } from "../../../src/model/frame/toasts";
import { emptyDraft, inviteOf } from "../../../src/model/invitations/draft";
import { createInvitations } from "../../../src/model/invitations/invitations";
import { settled } from "../../line";
import { invited } from "../../samples";

const OMID = invited();
const ASKED = inviteOf({ ...emptyDraft("fa"), names: draftOf(OMID.names), email: OMID.email });
const refusal = (code: string) => new RequestRefused({ code, message: "", id: null, data: {} });

/** A page of invitations, with the test as its gateway: it mails, or hands out `link`. */
function page(link: string | null = null) {
  const gateway = { list: [OMID], refuses: null as string | null, asked: [] as string[], out: 0 };
  const answer = async (what: string): Promise<InvitationSent> => {
    gateway.asked.push(what);
    if (gateway.refuses) throw refusal(gateway.refuses);
    return { email: OMID.email, link };
  };
  const said: (string | undefined)[] = [];
  const clock = { due: [] as (() => void)[] };
  const model = createInvitations({
    api: {
      invitations: async () => {
        gateway.asked.push("list");
        return { invitations: gateway.list, works: link === null, teams: ["returns"] };
      },
      invite: () => answer("invite"),
      resendInvitation: (id) => answer(`resend ${id}`),
      invitationLink: (id) => answer(`link ${id}`),
      withdrawInvitation: async (id) => {
        await answer(`withdraw ${id}`);
      },
    },
    toasts: { show: (toast: Omit<Toast, "id">) => said.push(toast.message.key) },
    onLoggedOut: () => {
      gateway.out += 1;
    },
    timers: { set: (run) => clock.due.push(run), clear: () => undefined },
  });
  return { model, gateway, said, clock };
}

describe("open invitations", () => {
  test("are loaded when the page is opened, with what the form needs", async () => {
    const { model } = page();
    expect(model.items.value).toBeNull();
    model.watch();
    await settled();
    expect(model.items.value).toEqual([OMID]);
    expect([model.works.value, model.teams.value]).toEqual([true, ["returns"]]);
  });

  test("by mail: say that it is on its way, and show no link", async () => {
    const { model, said, gateway } = page();
    expect(await model.invite(ASKED)).toBe(true);
    await model.resend(OMID);
    expect(gateway.asked).toEqual(["invite", "list", `resend ${OMID.id}`, "list"]);
    expect(said).toEqual(["invitations.sent", "invitations.sent"]);
    expect(model.links.value.size).toBe(0);
  });

  test("by hand: show the link until the page is left", async () => {
    const { model, said } = page("https://help.example/#/password/1");
    const leave = model.watch();
    expect(await model.invite(ASKED)).toBe(true);
    expect(model.links.value.get(OMID.email)).toBe("https://help.example/#/password/1");
    expect(said).toEqual([]);
    leave();
    expect(model.links.value.size).toBe(0);
    await model.showLink(OMID);
    expect(model.links.value.size).toBe(1);
  });

  test("a refused one stays in the form, with what is wrong", async () => {
    const { model, gateway } = page();
    gateway.refuses = "invitation_open";
    expect(await model.invite(ASKED)).toBe(false);
    expect(model.complaint.value).toEqual({ key: "error.invitation_open" });
    expect(model.problem.value).toBeNull();
    model.begin();
    expect(model.complaint.value).toBeNull();
  });

  test("a withdrawn one goes, with its link", async () => {
    const { model, gateway, said } = page("https://help.example/#/password/1");
    await model.showLink(OMID);
    gateway.list = [];
    await model.withdraw(OMID);
    expect([model.items.value, model.links.value.size]).toEqual([[], 0]);
    expect(said).toEqual(["invitations.withdrawn"]);
  });

  test.each(["not_found", "invitation_closed"])(
    "one that was accepted meanwhile goes, and the page says so: %s",
    async (code) => {
      const { model, gateway } = page();
      model.watch();
      await settled();
      gateway.refuses = code;
      gateway.list = [];
      await model.resend(OMID);
      expect(model.problem.value).toEqual({ key: "error.invitation_closed" });
      expect(model.items.value).toEqual([]);
    },
  );

  test("follow their mails while the page is open, once a burst", async () => {
    const { model, gateway, clock } = page();
    model.receive({ conversation_id: null });
    expect(clock.due).toEqual([]);
    model.watch();
    await settled();
    for (const id of [null, null, "0190d3a0-0000-7000-8000-000000000001"])
      model.receive({ conversation_id: id });
    expect(clock.due.length).toBe(1);
    gateway.list = [invited({ mail: "failed", error: "refused" })];
    clock.due[0]?.();
    await settled();
    expect(model.items.value?.[0]?.mail).toBe("failed");
  });

  test("the desk learns that a session has ended", async () => {
    const { model, gateway } = page();
    gateway.refuses = "unauthenticated";
    await model.showLink(OMID);
    expect(gateway.out).toBe(1);
  });
});
