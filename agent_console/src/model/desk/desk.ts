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
  type Language,
  type TextStorage,
} from "@firuze/client";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import type { Tabs } from "../../transport/tabs";
import { createFactorSetUp, type FactorSetUp } from "../account/factor_set_up";
import { createForgotten, type Forgotten } from "../account/forgotten";
import { createOwnAccount, type OwnAccount } from "../account/own_account";
import { createPasswordLink, type PasswordLinkModel } from "../account/password_link";
import { createSession, type SessionModel, type SessionWord } from "../account/session";
import { createSigns } from "../account/signs";
import type { Archive } from "../archive/archive";
import type { DeliveriesModel } from "../deliveries/deliveries";
import type { AlertOutput, Alerts } from "../frame/alerts";
import type { Route } from "../frame/route";
import { createToasts, type Toasts } from "../frame/toasts";
import type { CustomersAway } from "../inbox/away";
import type { InboxModel } from "../inbox/inbox";
import type { InstallationModel } from "../installation/installation";
import type { InvitationsModel } from "../invitations/invitations";
import { isLoggedOut, problemOf } from "../parts/problems";
import type { RequestsModel } from "../requests/requests";
import { createErasure, type Erasure } from "../sheets/erasure";
import { createHandover, type Handover } from "../sheets/handover";
import type { Actions } from "../thread/actions";
import type { CustomerModel } from "../thread/customer";
import { clearDrafts, type Drafts } from "../thread/drafts";
import type { FilesModel } from "../thread/files";
import type { MailsModel } from "../thread/mails";
import type { MarksModel } from "../thread/marks";
import type { Outgoing } from "../thread/outgoing";
import type { Suggestions } from "../thread/suggestions";
import type { Thread } from "../thread/thread";
import type { WaitsModel } from "../waits/waits";
import { alertAlong } from "./alerting";
import { followLogin, linkChanged } from "./link";
import { createModels } from "./models";
import { readAlong } from "./reading_along";
import { receiving } from "./receiving";

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
  readonly files: FilesModel;
  readonly deliveries: DeliveriesModel;
  readonly requests: RequestsModel;
  readonly invitations: InvitationsModel;
  readonly installation: InstallationModel;
  /** The agent's who is logged in, as are the drafts. */
  readonly outgoing: ReadonlySignal<Outgoing | null>;
  readonly drafts: ReadonlySignal<Drafts | null>;
  go(route: Route): void;
  openEarlier(conversation: string | null): void;
  /** Begins to erase a customer, who asks for it by `request` if there is one; nothing happens until the admin
   * says so. */
  erase(customer: string, request?: string): Erasure;
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
      models.outgoing.peek()?.forgetRefused();
    },
  });
  options.tabs.hear((word) => void session.follow(word as SessionWord));
  const connection = signal<ConnectionState>({ kind: "idle" });
  const toasts = createToasts();
  const agent = computed(
    () => (session.status.value === "in" ? session.me.value?.id : null) ?? null,
  );
  const line = options.connect({
    on: receiving(() => models),
    onState(state) {
      connection.value = state;
      linkChanged(link, state);
    },
  });
  const models = createModels({
    ...{ api, line, storage, session, agent, toasts, complain },
    alertOutput: options.alertOutput,
  });
  const link = { api, line, agent, models, complain };
  const { thread, earlier } = models.threads;

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

  followLogin(link);
  alertAlong({ agent, ...models });
  readAlong({ agent, connection, thread, ...models, watchAttention: options.watchAttention });

  return {
    ...models,
    ...{ connection, thread, earlier, setAvailable, logOut },
    go: models.threads.go,
    openEarlier: models.threads.openEarlier,
    forgotten: createForgotten(api),
    move: createSigns(line, options.now ?? Date.now),
    passwordLink: (token) => createPasswordLink({ api, token, onChosen: session.login }),
    loginSetUp: (language) =>
      createFactorSetUp({
        begin: () => api.beginLoginSetUp(language),
        confirm: async (sealed, code) => (await api.confirmLoginSetUp(sealed, code)).codes,
        onLost: session.loseStep,
      }),
    ownAccount: () => createOwnAccount(api, toasts, session.update, session.expire),
    erase: (who, request) =>
      createErasure({
        api,
        customer: who,
        request: request ?? null,
        onErased() {
          toasts.show({ tone: "done", message: { key: "erasure.erased" } });
          void models.customer.again();
        },
        onLoggedOut: session.expire,
      }),
    handOver: (item) =>
      createHandover({
        line,
        item,
        me: agent.peek() ?? "",
        transfer: models.actions.transfer,
        onLoggedOut: session.expire,
      }),
    typing: (conversation, active) =>
      line.send("typing", { conversation_id: conversation, active }),
  };
}
