/**
 * The console without its looks: session, connection, inbox, the open conversation, what goes out.
 * The one place that wires the models to each other and to the gateway.
 */
import {
  type AvailabilitySet,
  accepted,
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  type ConversationItem,
  type DeliveriesMoved,
  type Language,
  type Me,
  type SessionEnded,
  type StaffAway,
  type StaffItems,
  type StaffMark,
  type StaffPush,
  type StaffTypingPush,
  type TextStorage,
} from "@firuze/client";
import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import type { Tabs } from "../../transport/tabs";
import { topics } from "../../wording/names";
import { createFactorSetUp, type FactorSetUp } from "../account/factor_set_up";
import { createForgotten, type Forgotten } from "../account/forgotten";
import { createOwnFactor, type OwnFactor } from "../account/own_factor";
import { createOwnPassword, type OwnPassword } from "../account/own_password";
import { createOwnSessions, type OwnSessions } from "../account/own_sessions";
import { createPasswordLink, type PasswordLinkModel } from "../account/password_link";
import { createSession, type SessionModel, type SessionWord } from "../account/session";
import { createSigns } from "../account/signs";
import { type Archive, createArchive } from "../archive/archive";
import { createDeliveries, type DeliveriesModel } from "../deliveries/deliveries";
import { type AlertOutput, type Alerts, createAlerts } from "../frame/alerts";
import { mayVisit, type Route } from "../frame/route";
import { createToasts, type Toasts } from "../frame/toasts";
import { type CustomersAway, createCustomersAway } from "../inbox/away";
import { createInbox, type InboxModel } from "../inbox/inbox";
import { inTab, lastUnread } from "../inbox/items";
import { createInvitations, type InvitationsModel } from "../invitations/invitations";
import { isLoggedOut, problemOf } from "../parts/problems";
import { passes } from "../parts/retry";
import { createErasure, type Erasure } from "../sheets/erasure";
import { createHandover, type Handover } from "../sheets/handover";
import { type Actions, createActions } from "../thread/actions";
import { type CustomerModel, createCustomer } from "../thread/customer";
import { clearDrafts, createDrafts, type Drafts } from "../thread/drafts";
import { createMails, type MailsModel } from "../thread/mails";
import { createMarks, type MarksModel } from "../thread/marks";
import { createOutgoing, type Outgoing } from "../thread/outgoing";
import { createSuggestions, type Suggestions } from "../thread/suggestions";
import type { Thread } from "../thread/thread";
import { createWaits, type WaitsModel } from "../waits/waits";
import { createOpenThreads } from "./open_threads";
import { readAlong } from "./reading_along";

export interface Desk {
  readonly session: SessionModel;
  readonly forgotten: Forgotten;
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly inbox: InboxModel;
  readonly thread: ReadonlySignal<Thread | null>;
  /** An earlier conversation, read beside the open one. */
  readonly earlier: ReadonlySignal<Thread | null>;
  readonly customer: CustomerModel;
  readonly archive: Archive;
  readonly waits: WaitsModel;
  readonly actions: Actions;
  readonly toasts: Toasts;
  readonly alerts: Alerts;
  readonly marks: MarksModel;
  readonly away: CustomersAway;
  readonly suggestions: Suggestions;
  readonly mails: MailsModel;
  readonly deliveries: DeliveriesModel;
  readonly invitations: InvitationsModel;
  /** The agent's who is logged in, as are the drafts. */
  readonly outgoing: ReadonlySignal<Outgoing | null>;
  readonly drafts: ReadonlySignal<Drafts | null>;
  go(route: Route): void;
  openEarlier(conversation: string | null): void;
  /** Begins to erase a customer; nothing happens until the admin says so. */
  erase(customer: string): Erasure;
  /** Begins to hand a conversation over; nothing happens until the agent says so. */
  handOver(item: ConversationItem): Handover;
  setAvailable(available: boolean): Promise<void>;
  logOut(): Promise<void>;
  /** Somebody moves at the console: it is not idle. */
  move(): void;
  passwordLink(token: string): PasswordLinkModel;
  /** Between password and session, for a role that needs a second step. */
  loginSetUp(language: Language): FactorSetUp;
  ownAccount(): OwnAccount;
  typing(conversation: string, active: boolean): void;
}

/** What one's own account page shows and does. */
export interface OwnAccount {
  readonly factor: OwnFactor;
  readonly password: OwnPassword;
  readonly sessions: OwnSessions;
}

export interface DeskOptions {
  api: StaffApi;
  connect(options: Pick<ConnectionOptions, "on" | "onState">): Connection;
  storage: TextStorage;
  alertOutput: AlertOutput;
  tabs: Tabs;
  /** In milliseconds. */
  now?(): number;
  /** Tells now and at each change whether somebody looks at the page. */
  watchAttention(tell: (here: boolean) => void): void;
}

export function createDesk(options: DeskOptions): Desk {
  const { api, storage } = options;
  const session = createSession(api, {
    tell: options.tabs.tell,
    onRecovery: () => toasts.show({ tone: "done", message: { key: "step.recovery_used" } }),
    onLogout(agent) {
      clearDrafts(storage, agent);
      outgoing.peek()?.forgetRefused();
    },
  });
  options.tabs.hear((word) => void session.follow(word as SessionWord));
  const connection = signal<ConnectionState>({ kind: "idle" });
  const toasts = createToasts();
  const agent = computed(
    () => (session.status.value === "in" ? session.me.value?.id : null) ?? null,
  );
  const line = options.connect({
    on: {
      events: receive,
      items: (push: StaffItems) => {
        inbox.receive(push);
        threads.lose(push.gone);
        for (const item of push.items) changed(item);
      },
      mark: ({ conversation_id, side, mark }: StaffMark) =>
        marks.learn(conversation_id, { [side]: mark }),
      me: (me: Me) => session.update(me),
      ended: ({ reason }: SessionEnded) => session.end(reason),
      away: (push: StaffAway) => away.receive(push),
      typing: (push: StaffTypingPush) => threads.receiveTyping(push),
      deliveries: (push: DeliveriesMoved) => {
        mails.receive(push);
        deliveries.receive(push);
        invitations.receive(push);
      },
    },
    onState: linkChanged,
  });
  const marks = createMarks(line);
  const away = createCustomersAway();
  const inbox = createInbox({
    line,
    me: session.me,
    onMe: session.update,
    onMarks: marks.learn,
    onAway: away.learn,
    onError: (error) => {
      if (!passes(error)) complain(error);
    },
  });
  const customer = createCustomer(api.customer, session.expire);
  const archive = createArchive(api, session.expire);
  const alerts = createAlerts(options.alertOutput, storage);
  const suggestions = createSuggestions(line, session.expire);
  const mails = createMails(line, session.expire);
  const deliveries = createDeliveries({ api, toasts, onLoggedOut: session.expire });
  const invitations = createInvitations({ api, toasts, onLoggedOut: session.expire });
  const drafts = computed(() => (agent.value ? createDrafts(storage, agent.value) : null));
  const outgoing = computed(() =>
    agent.value
      ? createOutgoing({
          ...{ line, storage, agent: agent.value },
          ...{ onLoggedOut: session.expire, onOwn: receive },
        })
      : null,
  );
  const threads = createOpenThreads({
    line,
    me: session.me,
    agent,
    onEvents: (events) => outgoing.peek()?.settle(events),
    onItem: inbox.receiveItem,
    onMarks: marks.learn,
    onLoggedOut: session.expire,
    onErased(conversation) {
      drafts.peek()?.forget(conversation);
      void customer.again();
    },
  });
  const actions = createActions(line, toasts, session.expire, (move) => {
    if (move === "accept" || move === "take" || move === "take_over") inbox.show("mine");
  });

  function receive(push: StaffPush): void {
    threads.receive(push);
    inbox.receiveItem(push.item);
    changed(push.item);
  }

  function linkChanged(state: ConnectionState): void {
    connection.value = state;
    if (state.kind === "connected") comeBack();
    else {
      outgoing.peek()?.pause();
      marks.pause();
    }
    if (state.kind === "refused" && state.code === "unauthenticated") session.expire();
  }

  /** Passes a changed item to every model but the inbox. */
  function changed(item: ConversationItem): void {
    archive.receive(item);
    threads.receiveItem(item);
  }

  function comeBack(): void {
    outgoing.peek()?.resume();
    marks.resume();
    void customer.again();
    threads.resume();
    void inbox.load();
    void learnTopics();
    const who = session.me.peek();
    if (who && mayVisit(who, "deliveries")) void deliveries.count();
  }

  async function learnTopics(): Promise<void> {
    try {
      topics.value = (await api.topics()).topics;
    } catch (error) {
      if (!passes(error)) complain(error);
    }
  }

  function leave(): void {
    line.close();
    inbox.forget();
    marks.forget();
    away.learn([]);
    alerts.forget();
    deliveries.forget();
    invitations.forget();
  }

  function complain(error: unknown): void {
    if (isLoggedOut(error)) session.expire();
    else toasts.show({ tone: "problem", message: problemOf(error) });
  }

  async function logOut(): Promise<void> {
    try {
      await session.logout();
    } catch (error) {
      complain(error);
    }
  }

  async function setAvailable(available: boolean): Promise<void> {
    try {
      const set = accepted(await line.request<AvailabilitySet>("availability", { available }));
      session.update(set.me);
    } catch (error) {
      complain(error);
    }
  }

  let before: string | null = null;
  effect(() => {
    const now = agent.value;
    untracked(() => {
      if (before) leave();
      if (now) line.open();
      before = now;
    });
  });
  effect(() => {
    const mine = outgoing.value;
    return () => mine?.pause(); // what is left waits in the storage for its agent
  });
  effect(() => {
    const offers = inbox.offers.value;
    untracked(() => alerts.lookAtOffers(offers));
  });
  effect(() => {
    if (!inbox.loaded.value) return;
    const mine = [...inbox.items.value.values()].filter((item) =>
      inTab(item, "mine", agent.value ?? ""),
    );
    const unread = mine
      .map((item) => ({ item, seq: lastUnread(item, marks.of(item.id).staff.read) }))
      .filter(({ seq }) => seq > 0);
    untracked(() => alerts.lookAtWords(unread));
  });
  const { thread, earlier } = threads;
  const { watchAttention } = options;
  readAlong({
    ...{ agent, connection, thread, inbox, customer, marks, suggestions, mails },
    watchAttention,
  });

  return {
    ...{ session, connection, inbox, thread, earlier, customer, archive, actions, toasts },
    ...{
      alerts,
      away,
      marks,
      suggestions,
      mails,
      deliveries,
      invitations,
      outgoing,
      drafts,
      setAvailable,
      logOut,
    },
    forgotten: createForgotten(api),
    move: createSigns(line, options.now ?? Date.now),
    passwordLink: (token) => createPasswordLink({ api, token, onChosen: session.login }),
    loginSetUp: (language) =>
      createFactorSetUp({
        begin: () => api.beginLoginSetUp(language),
        confirm: async (sealed, code) => (await api.confirmLoginSetUp(sealed, code)).codes,
        onLost: session.loseStep,
      }),
    ownAccount() {
      const onLoggedOut = session.expire;
      const sessions = createOwnSessions({ api, onLoggedOut });
      const onChanged = () => void sessions.load();
      return {
        factor: createOwnFactor({ api, onLoggedOut, onChanged }),
        password: createOwnPassword({ api, onLoggedOut, onChanged }),
        sessions,
      };
    },
    waits: createWaits(() => api.waits(), session.expire),
    go: threads.go,
    openEarlier: threads.openEarlier,
    erase: (who) =>
      createErasure({
        api,
        customer: who,
        onErased() {
          toasts.show({ tone: "done", message: { key: "erasure.erased" } });
          void customer.again();
        },
        onLoggedOut: session.expire,
      }),
    handOver: (item) =>
      createHandover({
        line,
        item,
        me: agent.peek() ?? "",
        transfer: actions.transfer,
        onLoggedOut: session.expire,
      }),
    typing: (conversation, active) =>
      line.send("typing", { conversation_id: conversation, active }),
  };
}
