/** The models of the console that live as long as it does, wired to each other and to the line. */
import type { Connection, TextStorage } from "@firuze/client";
import { computed, type ReadonlySignal } from "@preact/signals";
import type { StaffApi } from "../../transport/api";
import type { SessionModel } from "../account/session";
import { createArchive } from "../archive/archive";
import { createDeliveries } from "../deliveries/deliveries";
import { type AlertOutput, createAlerts } from "../frame/alerts";
import type { Toasts } from "../frame/toasts";
import { createCustomersAway } from "../inbox/away";
import { createInbox } from "../inbox/inbox";
import { createInstallation } from "../installation/installation";
import { createInvitations } from "../invitations/invitations";
import { passes } from "../parts/retry";
import { createRequests } from "../requests/requests";
import { createActions } from "../thread/actions";
import { createCustomer } from "../thread/customer";
import { createDrafts } from "../thread/drafts";
import { createFiles } from "../thread/files";
import { createMails } from "../thread/mails";
import { createMarks } from "../thread/marks";
import { createOutgoing } from "../thread/outgoing";
import { createSuggestions } from "../thread/suggestions";
import { createWaits } from "../waits/waits";
import { createOpenThreads } from "./open_threads";
import { receive } from "./receiving";

export interface ModelsOptions {
  api: StaffApi;
  line: Connection;
  storage: TextStorage;
  session: SessionModel;
  /** The agent who is logged in. */
  agent: ReadonlySignal<string | null>;
  toasts: Toasts;
  alertOutput: AlertOutput;
  complain(error: unknown): void;
}

export type Models = ReturnType<typeof createModels>;

export function createModels(options: ModelsOptions) {
  const { api, line, storage, session, agent, toasts } = options;
  const onLoggedOut = session.expire;
  const marks = createMarks(line);
  const away = createCustomersAway();
  const inbox = createInbox({
    line,
    me: session.me,
    onMe: session.update,
    onMarks: marks.learn,
    onAway: away.learn,
    onError: (error) => {
      if (!passes(error)) options.complain(error);
    },
  });
  const customer = createCustomer(api.customer, onLoggedOut);
  const drafts = computed(() => (agent.value ? createDrafts(storage, agent.value) : null));
  const outgoing = computed(() =>
    agent.value
      ? createOutgoing({
          ...{ line, storage, agent: agent.value, onLoggedOut },
          onOwn: (push) => receive(models, push),
        })
      : null,
  );
  const files = createFiles({ api });
  const threads = createOpenThreads({
    ...{ line, me: session.me, agent, onLoggedOut },
    onEvents(events) {
      outgoing.peek()?.settle(events);
      files.settle(events);
    },
    onItem: inbox.receiveItem,
    onMarks: marks.learn,
    onErased(conversation) {
      drafts.peek()?.forget(conversation);
      void customer.again();
    },
  });
  const models = {
    ...{ session, toasts, marks, away, inbox, customer, drafts, outgoing, files, threads },
    archive: createArchive(api, onLoggedOut),
    alerts: createAlerts(options.alertOutput, storage),
    suggestions: createSuggestions(line, onLoggedOut),
    mails: createMails(line, onLoggedOut),
    deliveries: createDeliveries({ api, toasts, onLoggedOut }),
    requests: createRequests({ api, toasts, onLoggedOut }),
    invitations: createInvitations({ api, toasts, onLoggedOut }),
    installation: createInstallation(api, onLoggedOut),
    waits: createWaits(() => api.waits(), onLoggedOut),
    actions: createActions(line, toasts, onLoggedOut, (move) => {
      if (move === "accept" || move === "take" || move === "take_over") inbox.show("mine");
    }),
  };
  return models;
}
