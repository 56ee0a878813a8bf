/** Passes on what the gateway pushes: each push to the models that keep something of it. */
import type {
  ConversationItem,
  DeliveriesMoved,
  Me,
  SessionEnded,
  StaffAway,
  StaffItems,
  StaffLooks,
  StaffMark,
  StaffPush,
  StaffTypingPush,
} from "@firuze/client";
import type { SessionModel } from "../account/session";
import type { Archive } from "../archive/archive";
import type { DeliveriesModel } from "../deliveries/deliveries";
import type { CustomersAway } from "../inbox/away";
import type { InboxModel } from "../inbox/inbox";
import type { InvitationsModel } from "../invitations/invitations";
import type { RequestsModel } from "../requests/requests";
import type { MailsModel } from "../thread/mails";
import type { MarksModel } from "../thread/marks";
import type { OpenThreads } from "./open_threads";

export interface Receivers {
  session: SessionModel;
  inbox: InboxModel;
  threads: OpenThreads;
  archive: Archive;
  marks: MarksModel;
  away: CustomersAway;
  mails: MailsModel;
  deliveries: DeliveriesModel;
  requests: RequestsModel;
  invitations: InvitationsModel;
}

/** Passes the events of a conversation on, whether they were pushed or came with an answer. */
export function receive(models: Receivers, push: StaffPush): void {
  models.threads.receive(push);
  models.inbox.receiveItem(push.item);
  changed(models, push.item);
}

/** What to do with each push. The models need the line to be made, so they are asked for when one comes. */
export function receiving(models: () => Receivers) {
  return {
    events: (push: StaffPush) => receive(models(), push),
    items(push: StaffItems) {
      models().inbox.receive(push);
      models().threads.lose(push.gone);
      for (const item of push.items) changed(models(), item);
    },
    mark: ({ conversation_id, side, mark }: StaffMark) =>
      models().marks.learn(conversation_id, { [side]: mark }),
    me: (me: Me) => models().session.update(me),
    ended: ({ reason }: SessionEnded) => models().session.end(reason),
    away: (push: StaffAway) => models().away.receive(push),
    typing: (push: StaffTypingPush) => models().threads.receiveTyping(push),
    looks: (push: StaffLooks) => models().threads.receiveLooks(push),
    data_requests: () => models().requests.receive(),
    deliveries(push: DeliveriesMoved) {
      models().mails.receive(push);
      models().deliveries.receive(push);
      models().invitations.receive(push);
    },
  };
}

/** Passes a changed item to every model but the inbox. */
function changed({ archive, threads }: Receivers, item: ConversationItem): void {
  archive.receive(item);
  threads.receiveItem(item);
}
