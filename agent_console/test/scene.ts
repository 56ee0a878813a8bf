/** The whole console without a browser: a desk, with the test as its gateway. */
import {
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  type Me,
  safeStorage,
} from "@firuze/client";
import { signal } from "@preact/signals";
import { createDesk } from "../src/model/desk/desk";
import type { StaffApi } from "../src/transport/api";
import { done, FakeLine, settled } from "./line";
import {
  BEGUN,
  CODES,
  customerSaid,
  dataRequest,
  item,
  KEPT,
  marks,
  mine,
  packet,
  panelOf,
  REST,
  SARA,
  STAFF,
} from "./samples";

const TOPICS = {
  greet: { en: "Greeting", fa: "سلام" },
  order_status: { en: "Order status", fa: "وضعیت سفارش" },
};
const COUNTS = { failed: 0, open: 0, works: true };

/** Sara's conversation. */
export const ID = "0190d3a0-0000-7000-8000-000000000001";
const noStorage = (): Storage => {
  throw new Error("none");
};

/** A connection whose state the test controls. */
function fakeConnection(line: FakeLine) {
  let state: ConnectionState = { kind: "idle" };
  let options: Pick<ConnectionOptions, "on" | "onState"> | null = null;
  const become = (next: ConnectionState) => {
    state = next;
    options?.onState(next);
  };
  const connection: Connection = {
    get state() {
      return state;
    },
    open: () => become({ kind: "connecting" }),
    close: () => become({ kind: "idle" }),
    request: line.request,
    send: line.send,
  };
  const connect = (given: Pick<ConnectionOptions, "on" | "onState">) => {
    options = given;
    return connection;
  };
  const push = (event: string, payload: unknown) => options?.on[event]?.(payload as never);
  return { connect, become, push, state: () => state };
}

export async function scene(who: Me | null = SARA) {
  const line = new FakeLine()
    .on("inbox", ({ after }) => ({
      ok: true,
      me: who ?? SARA,
      items: after ? [] : [item(ID, { owner: mine("agent") })],
      gone: [],
      marks: { [ID]: marks({}, { delivered: 1 }) },
      away: [ID],
      cursor: 10,
      next: null,
      rest: after ? null : { queue: null, tickets: null, all: null },
    }))
    .on("mark", () => ({ ok: true }))
    .on("watch", () => ({ ok: true, item: item(ID, { owner: mine("agent") }), packet: packet() }))
    .on("unwatch", () => done())
    .on("sync", () => ({
      ok: true,
      events: [customerSaid(1, "hello")],
      more: false,
      item: item(ID, { owner: mine("agent") }),
      marks: marks(),
    }));
  const attention = { look: (_: boolean) => {} };
  const wire = fakeConnection(line);
  const titles: [offers: number, unread: number][] = [];
  const told: unknown[] = [];
  const others = { say: (_: unknown) => {} };
  const asked: string[] = [];
  const silenced = signal(false);
  const storage = safeStorage(noStorage);
  const api: StaffApi = {
    login: async () => SARA,
    loginStep: async () => null,
    loginCode: async () => SARA,
    cancelLogin: async () => undefined,
    beginLoginSetUp: async () => BEGUN,
    confirmLoginSetUp: async () => ({ codes: CODES }),
    changeNames: async ({ en = null, fa = null }) => ({ ...SARA, names: { en, fa } }),
    portrait: async () => new Blob(["picture"]),
    showPortrait: async () => ({ ...SARA, portrait: "/portraits/new" }),
    removePortrait: async () => SARA,
    changePassword: async () => undefined,
    ownSessions: async () => ({ sessions: [] }),
    endOwnSession: async () => undefined,
    endOtherSessions: async () => undefined,
    secondFactor: async () => ({ since: null, recovery_left: 0, demanded: false }),
    beginSecondFactor: async () => BEGUN,
    confirmSecondFactor: async () => ({ codes: CODES }),
    renewRecoveryCodes: async () => ({ codes: CODES }),
    turnSecondFactorOff: async () => undefined,
    logout: async () => undefined,
    me: async () => who,
    forgottenPassword: async () => undefined,
    passwordLink: async () => ({ purpose: "invitation", names: SARA.names, email: SARA.email }),
    choosePassword: async () => undefined,
    conversations: async () => ({ items: [], rest: null }),
    people: async () => ({ people: STAFF }),
    topics: async () => ({ topics: TOPICS }),
    filesTaken: async () => ({ most_bytes: 10 * 2 ** 20 }),
    fileLinks: async () => ({ links: [], seconds: 600 }),
    waits: async () => ({ waiting: [], kept: [], bots: REST }),
    deliveries: async () => ({ items: [], rest: null, counts: COUNTS }),
    deliveryCounts: async () => COUNTS,
    dataRequests: async () => ({ items: [], rest: null, counts: { open: 0, late: 0 } }),
    dataRequestCounts: async () => ({ open: 0, late: 0 }),
    giveCopy: async (id) => dataRequest(id, { state: "done" }),
    refuseDataRequest: async (id) => dataRequest(id, { state: "refused" }),
    moveDelivery: async () => {
      throw new Error("No delivery is on this page");
    },
    invitations: async () => ({ invitations: [], works: true, teams: [] }),
    installation: async () => ({ sites: [], origins: null }),
    invite: async ({ email }) => ({ email, link: null }),
    resendInvitation: async () => ({ email: SARA.email, link: null }),
    invitationLink: async () => ({ email: SARA.email, link: "https://help.example/link" }),
    withdrawInvitation: async () => undefined,
    customer: async (id) => {
      asked.push(id);
      return panelOf(id);
    },
    customerKept: async () => KEPT,
    eraseCustomer: async () => KEPT,
  };
  const desk = createDesk({
    api,
    connect: wire.connect,
    storage,
    watchAttention: (tell) => {
      attention.look = tell;
      tell(false);
    },
    alertOutput: {
      title: (offers, unread) => void titles.push([offers, unread]),
      silenced,
      unlock: () => undefined,
      ring: () => undefined,
      notify: async () => true,
      permission: async () => true,
    },
    tabs: {
      tell: (word) => void told.push(word),
      hear: (listener) => {
        others.say = listener;
      },
    },
  });
  await desk.session.recall();
  return { line, wire, desk, api, storage, titles, told, others, silenced, asked, attention };
}

export async function connected(who?: Me) {
  const all = await scene(who);
  all.wire.become({ kind: "connected" });
  await settled();
  return all;
}
