// Generated from contracts/events.schema.json by `npm run generate`. Do not edit.

/**
 * `request_data` and `withdraw_data_request`: for a copy of what is kept of the customer, or its deletion.
 */
export interface AboutData {
  kind: "copy" | "deletion";
}

/**
 * Somebody is here again: an ordinary wait from now on.
 */
export interface AbsenceEnded {
  type: "absence.ended";
}

/**
 * Nobody is here. `opens_at`: when a `closed` desk opens, if anybody knows; `chosen`: the
 * customer has chosen to wait.
 */
export interface AbsenceFace {
  closed: boolean;
  opens_at: string | null;
  chosen: boolean;
}

/**
 * The waiting customer reads that nobody is here, and, if `closed`, when the desk opens (None: not
 * known). Without a person or a choice by `ticket_at` a ticket is opened.
 */
export interface AbsenceTold {
  type: "absence.told";
  closed: boolean;
  opens_at: string | null;
  ticket_at: string;
}

/**
 * The bot, answering message `reply_to`, sets about something that cannot be taken back. Without
 * an `action.taken` after it nobody here knows what came of it.
 */
export interface ActionBegun {
  type: "action.begun";
  kind: "order_cancelled" | "return_requested";
  order: string;
  reply_to: number;
  reason: "damaged" | "wrong_item" | "changed_mind" | null;
}

/**
 * It is done, as `action.begun` said.
 */
export interface ActionTaken {
  type: "action.taken";
  kind: "order_cancelled" | "return_requested";
  order: string;
  reply_to: number;
  reason: "damaged" | "wrong_item" | "changed_mind" | null;
}

/**
 * The customer, bot, agent or system that did it. `id` and `name` are theirs; the name is public.
 */
export interface Actor {
  kind: "customer" | "bot" | "agent" | "system";
  id: string | null;
  name: string | null;
}

/**
 * `agent_portrait` is the key to the agent's picture, for the customer to see.
 */
export interface AgentAccepted {
  type: "agent.accepted";
  agent_id: string;
  agent_name: string;
  agent_portrait: string | null;
}

/**
 * An agent as the customer knows them; `portrait` is the path to their picture.
 */
export interface AgentFace {
  name: string;
  portrait: string | null;
}

/**
 * The agent's console is gone, or the account was disabled: somebody else will go on. `cause` is None
 * where nobody knows any more, and for customers also where it is not theirs to know.
 */
export interface AgentLost {
  type: "agent.lost";
  agent_id: string;
  agent_name: string;
  cause: "connection" | "away" | "signed_off" | "day_over" | "disabled" | null;
}

/**
 * A private note: for staff, never for the customer.
 */
export interface AgentNoted {
  type: "agent.noted";
  text: string;
  client_id: string;
}

/**
 * A slot of the agent is held for this conversation until `deadline`. `announced`: the customer
 * reads the agent's name.
 */
export interface AgentOffered {
  type: "agent.offered";
  agent_id: string;
  agent_name: string;
  deadline: string;
  announced: boolean;
}

/**
 * With a `file`, `text` is its name.
 */
export interface AgentSaid {
  type: "agent.said";
  text: string;
  client_id: string;
  file: SentFile | null;
  card: OrderCard | ProductCard | ArticleCard | TicketCard | CouponCard | CourierCard | ReturnCard | null;
}

/**
 * What the shop has written on a topic, in both languages.
 */
export interface Article {
  topic: string;
  text: { [key in "en" | "fa"]?: string };
}

/**
 * An article of the help desk. `section` is the number of a heading; 0 before the first.
 */
export interface ArticleCard {
  kind: "article";
  slug: string;
  language: "en" | "fa";
  title: string;
  section: number;
}

/**
 * `availability`: whether new chats may be offered to me.
 */
export interface Availability {
  available: boolean;
}

/**
 * The answer to `availability`.
 */
export interface AvailabilitySet {
  ok: true;
  me: Me;
}

/**
 * The bot could not answer: an apology is due. `code` is for staff and logs.
 */
export interface BotFailed {
  type: "bot.failed";
  reply_to: number;
  code: string;
}

export interface BotSaid {
  type: "bot.said";
  text: string;
  reply_to: number;
  buttons: Button[];
  utter_action: string | null;
  card: OrderCard | ProductCard | ArticleCard | TicketCard | CouponCard | CourierCard | ReturnCard | null;
}

/**
 * An answer computed under an epoch that has passed: never sent, offered to the agent. `texts` are its words; a
 * card that it showed is in them by its caption.
 */
export interface BotSuppressed {
  type: "bot.suppressed";
  reply_to: number;
  computed_epoch: number;
  texts: string[];
}

/**
 * How the bot read the customer's message `reply_to`.
 */
export interface BotUnderstood {
  type: "bot.understood";
  reply_to: number;
  intent: Intent;
  ranking: Intent[];
  entities: Entity[];
  slots: { [key: string]: Json };
  in_form: boolean;
  emotion: Emotion;
}

/**
 * How many customers wait for a bot to have room for their turn, and the longest wait of the last minute in
 * seconds; `short_of_cores`: it is one that customers notice.
 */
export interface BotsNow {
  waiting: number;
  longest: number;
  short_of_cores: boolean;
}

/**
 * A reply the customer may choose. `payload` goes back to the bot and never leaves the server.
 */
export interface Button {
  title: string;
  payload: string | null;
}

/**
 * `POST /api/staff/password`: ends all sessions of the link's owner, who logs in again.
 */
export interface ChosenPassword {
  token: string;
  password: string;
}

export interface Colleague {
  id: string;
  names: Names;
  role: "agent" | "supervisor" | "admin";
  online: boolean;
  available: boolean;
  load: number;
  capacity: number;
  portrait: string | null;
  languages: ("en" | "fa")[];
  teams: string[];
}

/**
 * The answer to `colleagues`: who a conversation can be handed to, and which teams there are.
 */
export interface Colleagues {
  ok: true;
  people: Colleague[];
  teams: string[];
}

/**
 * A customer agreed to this version then.
 */
export interface Consent {
  version: number;
  at: string;
}

/**
 * What the customer has to agree to, by `give_consent` with its `version`, before their words are kept: the
 * shop's text, and the address of the page with the whole of it.
 */
export interface ConsentFace {
  version: number;
  text: string;
  link: string | null;
}

/**
 * The customer agreed to this version of what the shop asks before it keeps their words.
 */
export interface ConsentGiven {
  type: "consent.given";
  version: number;
}

export interface ContactDetails {
  name: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * How to reach the customer later, as the customer gave it.
 */
export interface ContactLeft {
  type: "contact.left";
  client_id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * The matter is done with. `asks`: the customer is asked for an opinion, and how; None: not at all.
 */
export interface ConversationClosed {
  type: "conversation.closed";
  disposition: "resolved" | "unresolved" | "spam" | "ended";
  asks: "full" | "light" | null;
}

/**
 * The words of all events before this one are gone, and nothing follows: the customer wished it,
 * or they had been kept for long enough.
 */
export interface ConversationErased {
  type: "conversation.erased";
}

/**
 * A conversation in a list. Newer replaces older by (`epoch`, `head`).
 */
export interface ConversationItem {
  id: string;
  customer_id: string;
  channel: "widget" | "rasa" | "mail";
  customer_name: string | null;
  language: "en" | "fa";
  owner: StaffOwner;
  epoch: number;
  head: number;
  asked: number;
  unanswered: number[];
  reason: "requested" | "complex_topic" | "serious_topic" | "complaint" | "unresolved_complaint" | "anger" | "upset" | "misunderstood" | "customer_repeats" | "bot_repeats" | "bot_error" | "bot_overloaded" | "order_system_down" | "taken_over" | null;
  mood: Emotion | null;
  priority: number;
  ticket: number | null;
  satisfaction: number | null;
  started_at: string;
  last: LastSaid | null;
}

/**
 * `GET /api/staff/conversations`: `rest` goes into `after` for the next page.
 */
export interface ConversationList {
  items: ConversationItem[];
  rest: string | null;
}

/**
 * The customer's opinion of what the event `closing` closed; a later one takes its place. Marks are 1
 * (bad) to 5 (good); `effort`: how easy it was. `channel`: `mail` if a mailed link led to it.
 */
export interface ConversationRated {
  type: "conversation.rated";
  client_id: string;
  closing: number;
  satisfaction: number;
  effort: number | null;
  comment: string | null;
  channel: "widget" | "rasa" | "mail";
}

export interface ConversationReopened {
  type: "conversation.reopened";
}

/**
 * The query of `GET /api/staff/conversations`: most recently changed first. `q` are words that
 * were said or a customer's name, `mark` is what customers thought of the help (bad: 1 and 2 of 5, fair: 3,
 * good: 4 and 5), `after` is the `rest` of the page before.
 */
export interface ConversationSearch {
  owner?: "bot" | "queued" | "offered" | "agent" | "ticket" | "closed" | null;
  language?: "en" | "fa" | null;
  agent?: string | null;
  mark?: "bad" | "fair" | "good" | null;
  q?: string | null;
  after?: string | null;
  limit?: number;
}

/**
 * Out of the agent's way until `until`, or until the customer writes.
 */
export interface ConversationSnoozed {
  type: "conversation.snoozed";
  until: string;
}

export interface ConversationStarted {
  type: "conversation.started";
  customer_id: string;
  customer_name: string | null;
  language: "en" | "fa";
  verified: boolean;
  unresolved: PastComplaint | null;
  channel: "widget" | "rasa" | "mail";
  consent: Consent | null;
}

/**
 * Handed on by its agent, or taken over by a supervisor, to a person or to a team; exactly one
 * of the two is named. A note that goes with it carries the `client_id` instead. The customer reads the
 * person's name only if a slot was `held` for them in the same commit.
 */
export interface ConversationTransferred {
  type: "conversation.transferred";
  agent_id: string | null;
  agent_name: string | null;
  held: boolean;
  team: string | null;
  client_id: string | null;
}

export interface ConversationWoken {
  type: "conversation.woken";
  cause: "time" | "customer" | "agent";
}

/**
 * `POST /api/visitor/copy`: what is kept of the token's customer, as a file to save, once the staff has given it
 * out: a page to read, or JSON for programs. It speaks `language`.
 */
export interface CopyRequest {
  token: string;
  form?: "html" | "json";
  language?: "en" | "fa";
}

/**
 * `title` says what the coupon is good for, `price` what it is worth.
 */
export interface CouponCard {
  kind: "coupon";
  title: string;
  code: string;
  lines: string[];
  price: Money | null;
  until: string | null;
  link: string | null;
}

/**
 * The courier was asked about the parcel of `order`; `lines` are what the courier answered.
 */
export interface CourierCard {
  kind: "courier";
  order: string;
  state: "asked" | "answered";
  title: string | null;
  lines: string[];
  until: string | null;
}

/**
 * Everything that is kept of a customer. Below these fields it has those that are stored, each event
 * with a sentence (`what`) in plain words; `format` names the version of the document.
 */
export interface CustomerDocument {
  format: string;
  made_at: string;
  customer: { [key: string]: never };
  conversations: { [key: string]: never }[];
  orders: { [key: string]: never }[];
  requests: { [key: string]: never }[];
  reads: { [key: string]: never }[];
}

/**
 * `POST /api/staff/customers/{id}/erase`. Conversations that are under way end with it only if
 * `under_way` says so. With `request` it happens only if the customer still asks for it by that request.
 */
export interface CustomerErase {
  under_way?: boolean;
  request?: string | null;
}

/**
 * The query of `GET /api/staff/customers/{id}/export`; without a language it is the customer's.
 */
export interface CustomerExport {
  form?: "json" | "html";
  language?: "en" | "fa" | null;
}

/**
 * The shop vouches for the customer, a guest until now: the conversation is `customer_id`'s from here
 * on.
 */
export interface CustomerIdentified {
  type: "customer.identified";
  customer_id: string;
  customer_name: string | null;
}

/**
 * `GET /api/staff/customers/{id}/kept`: how much is kept of the customer, before it is erased, and
 * the answer to `POST …/erase`: how much that was. `with_words` are conversations that are not erased, and
 * `under_way` those in which a person serves the customer or is awaited. While some have words, an erasure
 * that began at `erased_at` is still to be finished.
 */
export interface CustomerKept {
  conversations: number;
  with_words: number;
  under_way: number;
  events: number;
  mails: number;
  orders: number;
  erased_at: string | null;
}

/**
 * `GET /api/staff/customers/{id}`.
 */
export interface CustomerPanel {
  profile: CustomerProfile;
  orders: OrderCard[] | null;
  conversations: ConversationItem[];
}

export interface CustomerProfile {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
  language: "en" | "fa";
  since: string;
}

/**
 * With a `file`, `text` is its name.
 */
export interface CustomerSaid {
  type: "customer.said";
  text: string;
  client_id: string;
  language: "en" | "fa";
  payload: string | null;
  file: SentFile | null;
}

/**
 * A member of the staff let the customer have the copy, or refused, for a `reason` that the customer reads. A
 * deletion that is carried out is `conversation.erased`.
 */
export interface DataRequestAnswered {
  type: "data_request.answered";
  kind: "copy" | "deletion";
  outcome: "done" | "refused";
  reason: string | null;
}

/**
 * `GET /api/staff/data-requests/count`: how many are open, and how many of those are past their deadline.
 */
export interface DataRequestCounts {
  open: number;
  late: number;
}

/**
 * The latest request of its kind. The shop answers by `due_at`; `reason` is why it was refused, and a copy may be
 * saved until `copy_until`.
 */
export interface DataRequestFace {
  kind: "copy" | "deletion";
  state: "open" | "withdrawn" | "done" | "refused" | "lapsed";
  asked_at: string;
  due_at: string;
  settled_at: string | null;
  reason: string | null;
  copy_until: string | null;
}

/**
 * One request: it is to be answered by `due_at`. `verified` says that the shop vouches for the customer, and so
 * that it is about all their conversations; of a guest it is about what the guest's own browser shows. `name` is
 * None where nobody knows it, or where the customer was erased. `may_give`: the member who reads this may give the
 * copy that is asked for.
 */
export interface DataRequestItem {
  id: string;
  customer_id: string;
  conversation_id: string;
  kind: "copy" | "deletion";
  state: "open" | "withdrawn" | "done" | "refused" | "lapsed";
  name: string | null;
  verified: boolean;
  asked_at: string;
  due_at: string;
  settled_at: string | null;
  reason: string | null;
  may_give: boolean;
}

/**
 * `GET /api/staff/data-requests`, for those who may answer them. `rest` goes into `after` for the next page.
 */
export interface DataRequestList {
  items: DataRequestItem[];
  rest: string | null;
  counts: DataRequestCounts;
}

/**
 * The customer asked for a copy of what is kept of them, or for its deletion; the staff answers by `due_at`.
 */
export interface DataRequestMade {
  type: "data_request.made";
  kind: "copy" | "deletion";
  due_at: string;
}

/**
 * The query of `GET /api/staff/data-requests`: those that are `open`, the most urgent first, or the `settled`
 * ones, the latest first; `after` is the `rest` of the page before.
 */
export interface DataRequestQuery {
  show?: "open" | "settled";
  after?: string | null;
}

/**
 * `POST /api/staff/data-requests/{id}/refuse`: the customer reads the reason.
 */
export interface DataRequestRefusal {
  reason: string;
}

/**
 * The customer wants it no more.
 */
export interface DataRequestWithdrawn {
  type: "data_request.withdrawn";
  kind: "copy" | "deletion";
}

/**
 * `data_requests`: a customer has asked for something or withdrawn it, or somebody has answered. To the consoles
 * that may answer.
 */
export type DataRequestsMoved = Record<string, never>;

/**
 * A weekday (0 = Monday) and when the shop is open on it: pairs of local times, such as 09:00
 * and 18:00; 24:00 is the end of the day.
 */
export interface DayHours {
  day: number;
  intervals: [string, string][];
}

/**
 * `deliveries`: some have changed. To the consoles that watch the conversation, and to those that
 * may see all deliveries (`conversation_id` is None then).
 */
export interface DeliveriesMoved {
  conversation_id: string | null;
}

/**
 * `GET /api/staff/deliveries/count`. `works`: mail leaves this installation at all.
 */
export interface DeliveryCounts {
  failed: number;
  open: number;
  works: boolean;
}

/**
 * One delivery. `to` is masked. `due_at` is when it is tried next; `error` is the code of the last
 * failure and `reply` what the other side said to it. `expired`: what it brings is of no use any
 * more, so it cannot be sent again.
 */
export interface DeliveryItem {
  id: string;
  kind: "answer" | "rating" | "transcript" | "invitation" | "password_reset" | "order_code" | "data_answer" | "data_deleted";
  to: string;
  language: "en" | "fa";
  state: "waiting" | "sending" | "sent" | "failed" | "withdrawn";
  gathering: boolean;
  due_at: string;
  tries: number;
  error: string | null;
  reply: string | null;
  created_at: string;
  settled_at: string | null;
  conversation_id: string | null;
  expired: boolean;
}

/**
 * `GET /api/staff/deliveries`, for those who may see them: newest first. `rest` goes into `after`
 * for the next page.
 */
export interface DeliveryList {
  items: DeliveryItem[];
  rest: string | null;
  counts: DeliveryCounts;
}

/**
 * The query of `GET /api/staff/deliveries`: those that are not settled or have failed, or `all`;
 * `after` is the `rest` of the page before.
 */
export interface DeliveryQuery {
  show?: "open" | "all";
  after?: string | null;
}

/**
 * The answer to a command: committed. `seq` is the head of the log after it.
 */
export interface Done {
  ok: true;
  seq: number;
  at: string;
}

/**
 * A conversation in a list. `outcome`: it is with the bot, with people of the shop or on the way to them,
 * waits as a request, or is closed.
 */
export interface EarlierItem {
  id: string;
  began_at: string;
  topic: string | null;
  outcome: "assistant" | "people" | "request" | "closed";
  ticket: number | null;
  satisfaction: number | null;
  last: LastSaid;
}

/**
 * The answer to `read_earlier`.
 */
export interface EarlierLog {
  ok: true;
  events: Event[];
  more: boolean;
  marks: Marks;
}

/**
 * The answer to `list_earlier`.
 */
export interface EarlierPage {
  ok: true;
  items: EarlierItem[];
  more: boolean;
}

/**
 * A label with a strength of 0 to 1 and the words that speak for it. `valence` (-1: all of it
 * bad, to 1: all of it good) and `arousal` (0: calm, to 1: beside oneself) sum up every feeling of
 * the message.
 */
export interface Emotion {
  label: "anger" | "frustration" | "sadness" | "fear" | "neutral" | "joy";
  score: number;
  words: string[];
  valence: number;
  arousal: number;
}

export interface Entity {
  entity: string;
  value: string;
  start: number | null;
  end: number | null;
}

/**
 * `code` is for programs (and catalogues); `id` finds the log line of an unexpected error.
 */
export interface ErrorBody {
  code: string;
  message: string;
  id: string | null;
  data: { [key: string]: string | number };
}

/**
 * One line of the log. `seq` counts from 1 without a gap; `after` is the seq of the public
 * event before this one, by which a customer's client notices a gap (staff see every seq).
 */
export interface Event {
  seq: number;
  after: number;
  at: string;
  epoch: number;
  actor: Actor;
  body: ConversationStarted | ConsentGiven | DataRequestMade | DataRequestWithdrawn | DataRequestAnswered | CustomerSaid | BotUnderstood | BotSaid | ActionBegun | ActionTaken | FilesUnseen | BotFailed | BotSuppressed | HandoffRequested | QueueEntered | WaitPromised | WaitSlipped | AbsenceTold | WaitChosen | AbsenceEnded | AgentOffered | OfferExpired | AgentAccepted | AgentLost | ConversationTransferred | ConversationSnoozed | ConversationWoken | AgentSaid | AgentNoted | ReturnedToBot | TicketOpened | ContactLeft | CustomerIdentified | ConversationClosed | ConversationRated | ConversationReopened | ConversationErased;
}

/**
 * Paths on the gateway. A document has no `thumbnail`.
 */
export interface FileLinkTo {
  id: string;
  whole: string;
  thumbnail: string | null;
}

/**
 * Links to those of the files that there are, for `seconds`.
 */
export interface FileLinks {
  links: FileLinkTo[];
  seconds: number;
}

/**
 * `POST …/files/links`.
 */
export interface FileLinksRequest {
  files: string[];
}

/**
 * The query of an upload. Sent again with the same `client_id`, a file is in the log once.
 */
export interface FileToSend {
  client_id: string;
  name?: string;
}

/**
 * `most_bytes` is what one file may have; 0 where the shop takes no files.
 */
export interface FilesTaken {
  most_bytes: number;
}

/**
 * The customer sent files to the bot, which cannot look into any: the customer reads so, and is
 * offered a person.
 */
export interface FilesUnseen {
  type: "files.unseen";
}

/**
 * `POST /api/staff/password/forgotten`: a link goes to this address if an account has it. The
 * answer does not say whether one does.
 */
export interface ForgottenPassword {
  email: string;
  language: "en" | "fa";
}

/**
 * `give_consent`: the customer agrees to this version.
 */
export interface GiveConsent {
  version: number;
}

/**
 * A member of the staff is called this in each language, in at least one; an empty one is none.
 */
export interface GivenNames {
  en?: string | null;
  fa?: string | null;
}

/**
 * What the agent needs to know at a glance, as it stood when the handoff was asked for.
 *
 * Version 2 came with `scores` and all below `mood`; a packet of version 1 has none of them.
 */
export interface HandoffPacket {
  version: 1 | 2;
  reason: "requested" | "complex_topic" | "serious_topic" | "complaint" | "unresolved_complaint" | "anger" | "upset" | "misunderstood" | "customer_repeats" | "bot_repeats" | "bot_error" | "bot_overloaded" | "order_system_down" | "taken_over";
  evidence: number[];
  scores: number[];
  language: "en" | "fa";
  intents: Intent[];
  slots: { [key: string]: Json };
  tried: string[];
  mood: Mood[];
  question: number | null;
  entities: Entity[];
  orders: string[];
  files: number[];
  verified: boolean;
  unresolved: PastComplaint | null;
}

export interface HandoffRequested {
  type: "handoff.requested";
  reason: "requested" | "complex_topic" | "serious_topic" | "complaint" | "unresolved_complaint" | "anger" | "upset" | "misunderstood" | "customer_repeats" | "bot_repeats" | "bot_error" | "bot_overloaded" | "order_system_down" | "taken_over";
  priority: number;
  packet: HandoffPacket;
}

/**
 * Whether the shop is open, and its usual week; times are the shop's, in `timezone`.
 */
export interface HoursReply {
  kind: "hours";
  opening: OpeningState;
  week: DayHours[];
  timezone: string;
}

/**
 * A customer whom the shop's server vouches for: `signature` is the hex HMAC-SHA256, under the
 * shop's identity secret, of the five other fields in this order, one a line, a missing one as an
 * empty line; `expires` is in whole Unix seconds. Nothing else is tidied up before it is verified.
 * More fields are not signed, and left alone.
 */
export interface Identity {
  id: string;
  expires: number;
  signature: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}

/**
 * The answer to `inbox`. With `rest` the list starts over: all that is mine, and the first page
 * of each list. Without, these have changed, some of them closed, and the `gone` are ids of others
 * that I may not see (any more); go on at once from `next` until it is None. The cursor is then the
 * first page's `cursor`.
 */
export interface Inbox {
  ok: true;
  me: Me;
  items: ConversationItem[];
  gone: string[];
  marks: { [key: string]: Marks };
  away: string[];
  cursor: number;
  next: number | null;
  rest: InboxRest | null;
}

/**
 * `inbox`: what has changed in the list of conversations since the cursor; the top of the list
 * without one.
 */
export interface InboxAfter {
  after?: number | null;
}

/**
 * `inbox_more`: the next page of a list; `after` is its `rest`.
 */
export interface InboxMore {
  list: "queue" | "tickets" | "all";
  after: string;
}

/**
 * The answer to `inbox_more`.
 */
export interface InboxPage {
  ok: true;
  items: ConversationItem[];
  rest: string | null;
}

/**
 * Where each of the inbox's lists goes on; None if all of it is there.
 */
export interface InboxRest {
  queue: string | null;
  tickets: string | null;
  all: string | null;
}

/**
 * `sites` were seen lately, the latest first; null if that is not known now. `origins` are those
 * whose pages may use the widget; null if any may.
 */
export interface Installation {
  sites: SightedSite[] | null;
  origins: string[] | null;
}

export interface Intent {
  name: string;
  confidence: number;
}

/**
 * An invitation that nobody has accepted. `by` names the colleague who sent it last, None
 * for an operator at the command line. `mail` is the state of its mail, None if the link goes from
 * hand to hand; `error` is the code of the mail's last failure.
 */
export interface InvitationItem {
  id: string;
  names: Names;
  email: string;
  role: "agent" | "supervisor" | "admin";
  languages: ("en" | "fa")[];
  teams: string[];
  language: "en" | "fa";
  by: Names | null;
  sent_at: string;
  expires_at: string;
  mail: "waiting" | "sending" | "sent" | "failed" | "withdrawn" | null;
  error: string | null;
}

/**
 * `GET /api/staff/invitations`, the latest first. `works`: mail leaves this installation at all;
 * `teams` are those that there are.
 */
export interface InvitationList {
  invitations: InvitationItem[];
  works: boolean;
  teams: string[];
}

/**
 * The answer to an invitation, to another link of it, and to `…/{id}/link`: `link` is to be handed
 * over; None if it goes by mail.
 */
export interface InvitationSent {
  email: string;
  link: string | null;
}

/**
 * `POST /api/staff/invitations`: a new member, what they may do, what they speak and in which teams
 * they are. `language` is that of the mail.
 */
export interface Invite {
  email: string;
  names: GivenNames;
  role: "agent" | "supervisor" | "admin";
  language: "en" | "fa";
  languages: ("en" | "fa")[];
  teams: string[];
}

export type Json = string | number | number | boolean | Json[] | { [key: string]: Json } | null;

/**
 * An order that this customer may hear about.
 */
export interface KnownOrder {
  number: string;
  state: "placed" | "packed" | "shipped" | "delayed" | "delivered" | "cancelled" | "return_requested" | "returned" | "refunded";
  expected_at: string | null;
}

export interface LastSaid {
  by: "customer" | "bot" | "agent";
  text: string;
  at: string;
}

/**
 * `POST /api/visitor/leave`: the customer has signed out; answered with 204.
 */
export interface LeaveRequest {
  token: string;
}

/**
 * `list_earlier`: the customer's other conversations, newest first, one page; the next one begins
 * `before` the last of them. Topics are told in `language`.
 */
export interface ListEarlier {
  language?: "en" | "fa";
  before?: string | null;
  limit?: number;
}

export interface Login {
  email: string;
  password: string;
}

/**
 * `POST /api/staff/login/code`: a code of the app, or a recovery code.
 */
export interface LoginCode {
  code: string;
}

/**
 * `GET /api/staff/login/step`: the step that is left to do; None without a half session.
 */
export interface LoginLeft {
  left: LoginStep | null;
}

/**
 * The answer to a login whose password was right, when there is a second step: whose it is, and
 * whether they give a code or set the second step up.
 */
export interface LoginStep {
  step: "code" | "set_up";
  names: Names;
  email: string;
}

/**
 * Seqs of the last events that one side has got and has seen; 0 before the first.
 */
export interface Mark {
  delivered: number;
  read: number;
}

/**
 * How far both sides are.
 */
export interface Marks {
  customer: Mark;
  staff: Mark;
}

/**
 * Myself; also pushed as `me` to all my consoles when I become available or away. A member who is
 * away with offers `missed` was set away because they ran out. `rights` say what I may do, and to which
 * conversations; the server checks them again.
 */
export interface Me {
  id: string;
  names: Names;
  email: string;
  role: "agent" | "supervisor" | "admin";
  capacity: number;
  available: boolean;
  missed: number;
  portrait: string | null;
  rights: { [key in "read" | "note" | "accept" | "decline" | "take" | "take_over" | "say" | "suggest" | "transfer" | "snooze" | "wake" | "return_to_bot" | "close" | "search" | "see_waits" | "see_deliveries" | "export_customer" | "erase_customer" | "answer_data_requests" | "manage_people" | "change_settings" | "read_audit"]?: "never" | "own" | "offered" | "waiting" | "colleagues" | "in_sight" | "any" };
}

/**
 * `amount` in the currency's unit, as a decimal string.
 */
export interface Money {
  amount: string;
  currency: string;
}

/**
 * One point of the mood curve: the emotion of the customer's message `seq`.
 */
export interface Mood {
  seq: number;
  emotion: Emotion;
}

/**
 * A member of the staff is called this in each language, in at least one of them.
 *
 * Raises:
 *     InvalidInput: `name_missing`.
 */
export interface Names {
  en: string | null;
  fa: string | null;
}

/**
 * Something the agent can do; `team` is to whom to hand over.
 */
export interface NextStep {
  do: "ask_order_number" | "hand_over" | "return_to_bot" | "close";
  team: string | null;
}

/**
 * The answer to `mark` and `mail_transcript`.
 */
export interface Noted {
  ok: true;
}

/**
 * `request_person`, `keep_waiting`, `open_ticket`, `continue_with_bot`, `end_chat`, `mail_transcript`: no arguments.
 */
export type Nothing = Record<string, never>;

export interface OfferExpired {
  type: "offer.expired";
  agent_id: string;
  cause: "deadline" | "declined" | "lost";
}

/**
 * `closes_at` while open, `opens_at` while closed (None: not within the horizon).
 * `holiday` is today's, by language. All times are in the shop's zone.
 */
export interface OpeningState {
  now: string;
  open_now: boolean;
  closes_at: string | null;
  opens_at: string | null;
  holiday: { [key in "en" | "fa"]?: string } | null;
}

/**
 * An order as customers and agents see it. All times are aware; `tracking` is in the order of
 * what happened.
 */
export interface OrderCard {
  kind: "order";
  number: string;
  state: "placed" | "packed" | "shipped" | "delayed" | "delivered" | "cancelled" | "return_requested" | "returned" | "refunded";
  placed_at: string;
  expected_at: string | null;
  items: OrderItem[];
  total: Money;
  tracking: TrackingStep[];
}

export interface OrderItem {
  title: string;
  quantity: number;
}

/**
 * How the order stands.
 */
export interface OrderReply {
  kind: "order";
  order: KnownOrder;
}

/**
 * The answer to `own_data`, and to requests and their withdrawal. A conversation in which nothing happens is
 * kept for `kept_days` (None: until somebody has it deleted); the shop answers requests within `answer_days`.
 */
export interface OwnDataPage {
  ok: true;
  kept_days: number | null;
  answer_days: number;
  requests: DataRequestFace[];
}

/**
 * `POST /api/staff/account/names`: what the member is called from now on; conversations keep the names
 * that were written into them.
 */
export interface OwnNames {
  names: GivenNames;
}

/**
 * `POST /api/staff/account/password`.
 */
export interface OwnPassword {
  current: string;
  password: string;
}

/**
 * `POST /api/staff/account/second-factor/off` and `…/recovery`: that it is the member who asks.
 */
export interface OwnProof {
  password: string;
  code: string;
}

/**
 * A browser in which the member is logged in, as it calls itself.
 */
export interface OwnSession {
  id: string;
  since: string;
  seen: string;
  browser: string;
  here: boolean;
}

/**
 * `GET /api/staff/account/sessions`, the last seen first.
 */
export interface OwnSessions {
  sessions: OwnSession[];
}

/**
 * `POST /api/staff/account/second-factor/begin`: for the first time, or for another telephone.
 */
export interface OwnSetUpBegin {
  language: "en" | "fa";
  password: string;
  code?: string;
}

/**
 * Lines of printable text. Empty where the page tells nothing (any more).
 */
export interface PageContext {
  page: string | null;
  product: string | null;
  cart: string[];
}

/**
 * `POST /api/staff/password/link`: what a link from a mail is for.
 */
export interface PasswordLink {
  token: string;
}

/**
 * The answer to `password/link`: whose password is chosen, the first one or another.
 */
export interface PasswordLinkOwner {
  purpose: "invitation" | "password_reset";
  names: Names;
  email: string;
}

/**
 * A handoff of an upset customer that came to no good end: `seq` in `conversation_id` is where
 * it ended, at `at`. `ticket`: it was left as this one, and nobody has taken it yet.
 */
export interface PastComplaint {
  conversation_id: string;
  seq: number;
  at: string;
  reason: "requested" | "complex_topic" | "serious_topic" | "complaint" | "unresolved_complaint" | "anger" | "upset" | "misunderstood" | "customer_repeats" | "bot_repeats" | "bot_error" | "bot_overloaded" | "order_system_down" | "taken_over";
  ticket: number | null;
}

/**
 * A sentence of the catalogues, its places filled with `facts`.
 */
export interface PhraseReply {
  kind: "phrase";
  phrase: "greet" | "thank" | "goodbye" | "feedback_positive" | "help" | "bot_challenge" | "request_human" | "complaint" | "cancel_order" | "change_order" | "return_start" | "payment_problem" | "discount_code" | "product_availability" | "product_advice" | "account_problem" | "store_address" | "call_or_write" | "call" | "write" | "ask_order_number" | "ask_contact" | "order_not_found" | "order_system_down" | "look_into_it";
  facts: { [key: string]: string };
}

/**
 * Which button: the seq of the `bot.said` event and the index in its `buttons`.
 */
export interface PressedButton {
  seq: number;
  index: number;
}

/**
 * `lines` are facts such as the author. None of `price` and `available` means: not known.
 */
export interface ProductCard {
  kind: "product";
  title: string;
  lines: string[];
  price: Money | null;
  available: boolean | null;
  image: string | null;
  link: string | null;
}

/**
 * A range of minutes, and when it ends; None once it has passed and the customer has
 * read that no new one is known.
 */
export interface PromiseTold {
  low: number;
  high: number;
  until: string | null;
}

/**
 * The share (0…1) of the ranges `told` that came true, for waits that ended in the last `days`; None
 * if none was put to the test.
 */
export interface PromisesKept {
  days: number;
  told: number;
  share: number | null;
}

/**
 * Waiting for a person since `since`: kept through re-queues, so nobody loses a place.
 * `instead_of` is the name of who was announced to the customer and did not come. `because` is what
 * the customer hears the reason, where the bot's answer has not said that a person comes.
 */
export interface QueueEntered {
  type: "queue.entered";
  since: string;
  instead_of: string | null;
  because: "misunderstood" | "stuck" | "mood" | null;
}

/**
 * The customer may say what they think of what the event `closing` closed; the marks are theirs so far.
 */
export interface RatingFace {
  closing: number;
  asks: "full" | "light";
  satisfaction: number | null;
  effort: number | null;
}

/**
 * `read_earlier`: `sync`, of an earlier conversation of the same customer.
 */
export interface ReadEarlier {
  after: number;
  limit?: number;
  conversation_id: string;
}

/**
 * Shown once; the gateway keeps no more than hashes of them.
 */
export interface RecoveryCodes {
  codes: string[];
}

/**
 * The answer to any command that was refused.
 */
export interface Refused {
  ok: false;
  error: ErrorBody;
}

/**
 * `link` leads to the label, which may as well be the file of the same message; `code` is the number of the
 * parcel or of the return, `until` the last day to send the goods back.
 */
export interface ReturnCard {
  kind: "return";
  order: string;
  state: "return_requested" | "returned" | "refunded";
  items: OrderItem[];
  lines: string[];
  code: string | null;
  until: string | null;
  link: string | null;
}

/**
 * The agent, or the customer who would rather not wait, has handed the conversation back.
 */
export interface ReturnedToBot {
  type: "returned.to_bot";
}

/**
 * `GET /api/staff/account/second-factor`. Members whose role has it `demanded` cannot turn it off.
 */
export interface SecondFactorState {
  since: string | null;
  recovery_left: number;
  demanded: boolean;
}

/**
 * A file as the log has it. `bytes` and `sha256` (hex) are those of what is kept; `width` and `height`
 * are pixels of a picture, None of a document.
 */
export interface SentFile {
  id: string;
  name: string;
  kind: "image/jpeg" | "image/png" | "application/pdf";
  bytes: number;
  width: number | null;
  height: number | null;
  sha256: string;
}

/**
 * Pushed as `ended` to a console right before it is shut: its session lasts no longer.
 */
export interface SessionEnded {
  reason: "signed_out" | "ended" | "idle" | "expired" | "password_changed" | "second_factor_changed" | "role_changed" | "disabled";
}

/**
 * `customer_name` is how a customer whom the shop vouches for is called; `earlier`: there are earlier
 * conversations of theirs to read; `erased_at`: what was kept of whom this browser was before was deleted then.
 */
export interface SessionReply {
  token: string;
  conversation_id: string;
  language: "en" | "fa";
  shop_name: string;
  customer_name: string | null;
  file_bytes: number;
  earlier: boolean;
  consent: ConsentFace | null;
  erased_at: string | null;
}

/**
 * `POST /api/visitor/session`: opens the widget, new or again. `before` is the token that the page had until
 * now, whether it is still good or not: the answer says whether what was kept of its customer was deleted.
 */
export interface SessionRequest {
  language?: "en" | "fa";
  token?: string | null;
  identity?: Identity | null;
  before?: string | null;
}

/**
 * `mark`: up to which seq this device has the events, and up to which they were seen on a page
 * in view. What is known already changes nothing.
 */
export interface SetMark {
  delivered?: number;
  read?: number;
}

/**
 * `POST /api/staff/login/set-up`: the app shows the shop's name in this language.
 */
export interface SetUpBegin {
  language: "en" | "fa";
}

/**
 * What the app reads: the secret to type, the same as an address, and as a picture of it (a `data:`
 * URL). `sealed` goes back with the app's first code.
 */
export interface SetUpBegun {
  secret: string;
  address: string;
  picture: string;
  sealed: string;
}

/**
 * `POST /api/staff/login/set-up/confirm` and `…/account/second-factor/confirm`.
 */
export interface SetUpConfirm {
  sealed: string;
  code: string;
}

/**
 * `loaded_at`: a page of that origin fetched the widget; `begun_at`: a visitor opened the chat there.
 * `allowed`: whether its pages may talk to the gateway.
 */
export interface SightedSite {
  origin: string;
  loaded_at: string | null;
  begun_at: string | null;
  allowed: boolean;
}

/**
 * `away`: conversations that wait for an agent or have one, whose customers have left the chat,
 * and those which no longer are such ones.
 */
export interface StaffAway {
  left: string[];
  back: string[];
}

/**
 * `close`. `read` is the seq of the last event on the agent's screen: if the customer has
 * written since, the close is refused as `unread`.
 */
export interface StaffClose {
  conversation_id: string;
  disposition?: "resolved" | "unresolved" | "spam";
  read?: number | null;
}

/**
 * `items`: conversations as they are now, all that have changed between `after` and `cursor`;
 * the `gone` have, too, and are out of my sight. An `after` beyond the console's cursor shows a
 * gap: call `inbox`.
 */
export interface StaffItems {
  after: number;
  cursor: number;
  items: ConversationItem[];
  gone: string[];
}

/**
 * `looks`: the customer's page has told what they are looking at now; a stranger's words.
 */
export interface StaffLooks {
  conversation_id: string;
  context: PageContext;
}

/**
 * `mark`: for those who watch, and for every console of the owner.
 */
export interface StaffMark {
  side: "customer" | "staff";
  mark: Mark;
  conversation_id: string;
}

export interface StaffName {
  id: string;
  names: Names;
  disabled: boolean;
  portrait: string | null;
}

/**
 * `GET /api/staff/people`: all who work here or did. Consoles name them in their reader's language.
 */
export interface StaffNames {
  people: StaffName[];
}

export interface StaffOwner {
  kind: "bot" | "queued" | "offered" | "agent" | "ticket" | "closed";
  agent_id: string | null;
  agent_name: string | null;
  deadline: string | null;
  since: string | null;
  snoozed_until: string | null;
}

export interface StaffPage {
  ok: true;
  events: Event[];
  more: boolean;
  item: ConversationItem;
  marks: Marks;
}

/**
 * `events`: for those who watch. `seq` has no gaps for staff.
 */
export interface StaffPush {
  conversation_id: string;
  events: Event[];
  item: ConversationItem;
}

/**
 * The answer to `say` and `note`. `push` is what everybody else who watches is pushed, to be taken in
 * the same way: the socket that sent the message is not pushed it.
 */
export interface StaffSaid {
  ok: true;
  seq: number;
  at: string;
  push: StaffPush;
}

/**
 * `say` and `note`.
 */
export interface StaffSay {
  conversation_id: string;
  client_id: string;
  text: string;
}

/**
 * `mark`: the owner's alone; anybody else is refused as `not_owner`.
 */
export interface StaffSetMark {
  delivered?: number;
  read?: number;
  conversation_id: string;
}

/**
 * `snooze`: out of my way until then, or until the customer writes.
 */
export interface StaffSnooze {
  conversation_id: string;
  until: string;
}

/**
 * `sync`: as the visitor's, with every event.
 */
export interface StaffSync {
  after: number;
  limit?: number;
  conversation_id: string;
}

/**
 * `take`; `over` takes it from a colleague, which is for supervisors.
 */
export interface StaffTake {
  conversation_id: string;
  over?: boolean;
}

/**
 * `accept`, `decline`, `take`, `return_to_bot`, `watch`, `unwatch`, `suggest`.
 */
export interface StaffTarget {
  conversation_id: string;
}

/**
 * `transfer`: to a person or to a team, exactly one of them; the note is for staff.
 */
export interface StaffTransfer {
  conversation_id: string;
  agent_id?: string | null;
  team?: string | null;
  note?: string | null;
  client_id: string;
}

export interface StaffTyping {
  active: boolean;
  conversation_id: string;
}

/**
 * `typing`: the customer is writing.
 */
export interface StaffTypingPush {
  conversation_id: string;
  active: boolean;
}

/**
 * The answer to `suggest`: advice for the owner, made of the conversation as it is now; None if
 * there is none.
 */
export interface Suggested {
  ok: true;
  suggestion: Suggestion | null;
}

/**
 * `reply_to` is the seq of the customer's message that it is about, None if about none. The
 * replies are in the customer's `language`, the best one first; they begin with `opening`.
 */
export interface Suggestion {
  reply_to: number | null;
  language: "en" | "fa";
  intent: Intent | null;
  emotion: Emotion;
  opening: ("hello" | "sorry")[];
  replies: (WordsReply | PhraseReply | HoursReply | OrderReply)[];
  article: Article | null;
  steps: NextStep[];
}

/**
 * `sync`: the events after `after` that the customer may see, in order, one page.
 */
export interface Sync {
  after: number;
  limit?: number;
}

/**
 * What of a conversation goes by mail: the words from `first` to `last`, unless they are read
 * before. `at` is when it is tried next, or when it was settled.
 */
export interface ThreadMail {
  id: string;
  first: number;
  last: number;
  state: "waiting" | "sending" | "sent" | "failed" | "withdrawn";
  at: string;
  tries: number;
  error: string | null;
}

/**
 * The answer to `mails`: the mails of a conversation, oldest first. `works`: mail leaves this
 * installation at all; an unread answer goes by mail after `grace_seconds`.
 */
export interface ThreadMails {
  ok: true;
  mails: ThreadMail[];
  works: boolean;
  grace_seconds: number;
}

/**
 * `title` is what the ticket is about.
 */
export interface TicketCard {
  kind: "ticket";
  number: number;
  state: "opened" | "answered" | "closed";
  title: string | null;
  until: string | null;
}

export interface TicketOpened {
  type: "ticket.opened";
  number: number;
  cause: "nobody_online" | "chosen" | "bad_mark";
}

/**
 * `GET /api/staff/topics`: what the staff reads for the names of topics.
 */
export interface TopicLabels {
  topics: { [key: string]: { [key in "en" | "fa"]?: string } };
}

/**
 * What happened to the parcel, a key of the catalogues.
 */
export interface TrackingStep {
  at: string;
  step: string;
  place: { [key in "en" | "fa"]?: string } | null;
}

/**
 * A file for the browser to save: a page, or plain text, as it was asked for.
 */
export interface TranscriptFile {
  name: string;
  text: string;
}

/**
 * `POST /api/visitor/transcript`: the conversation of the token, as a file to save.
 */
export interface TranscriptRequest {
  token: string;
  form?: "html" | "text";
}

/**
 * The answer to `transfer`: `held` if a slot of the person is held for it now.
 */
export interface Transferred {
  ok: true;
  seq: number;
  at: string;
  held: boolean;
}

/**
 * `typing`: not acknowledged, not stored.
 */
export interface Typing {
  active: boolean;
}

/**
 * `leave_contact`: at least one of e-mail and phone.
 */
export interface VisitorContact {
  client_id: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}

/**
 * `context`: what the customer is looking at in the shop, instead of what was told before. A line is cut
 * after 200 characters.
 */
export interface VisitorContext {
  page?: string | null;
  product?: string | null;
  cart?: string[];
}

/**
 * `POST /api/visitor/files/links`: files of the token's conversation, or of an earlier one of the same
 * customer.
 */
export interface VisitorFileLinksRequest {
  files: string[];
  conversation_id?: string | null;
}

/**
 * `mark`: one side has got further. Cursors only rise; a lost one comes with the next, or with
 * `sync`.
 */
export interface VisitorMark {
  side: "customer" | "staff";
  mark: Mark;
}

/**
 * `more` says whether to ask again, with the last event's seq.
 */
export interface VisitorPage {
  ok: true;
  events: Event[];
  more: boolean;
  state: VisitorState;
  marks: Marks;
}

/**
 * `events`: pushed after each commit. An event whose `after` exceeds the client's cursor
 * shows a gap: call `sync`. One whose `seq` does not exceed the cursor is known already.
 */
export interface VisitorPush {
  events: Event[];
  state: VisitorState;
}

/**
 * `rate`: the customer's opinion of what the event `closing` closed; a later one takes its place.
 */
export interface VisitorRate {
  client_id: string;
  closing: number;
  satisfaction: number;
  effort?: number | null;
  comment?: string | null;
}

/**
 * The answer to `say`. `push` is what every other device of the customer is pushed, to be taken in the
 * same way: the socket that sent the message is not pushed it. It is null while the conversation waits
 * for an agent: then it is pushed to this socket, too.
 */
export interface VisitorSaid {
  ok: true;
  seq: number;
  at: string;
  push: VisitorPush | null;
}

/**
 * `say`. With `button`, `text` is its title.
 */
export interface VisitorSay {
  client_id: string;
  text: string;
  button?: PressedButton | null;
}

/**
 * What the widget needs beside the log. `position` is the place in the queue, from 1; `joining`
 * is who was announced, while their slot is held.
 */
export interface VisitorState {
  owner: "bot" | "queued" | "agent" | "ticket" | "closed";
  epoch: number;
  head: number;
  language: "en" | "fa";
  agent: AgentFace | null;
  position: number | null;
  joining: AgentFace | null;
  absence: AbsenceFace | null;
  ticket: number | null;
  has_contact: boolean;
  staff_online: boolean;
  rating: RatingFace | null;
}

/**
 * `typing`: the bot or the agent is writing.
 */
export interface VisitorTyping {
  by: "bot" | "agent";
  active: boolean;
}

/**
 * Told that nobody is here, the customer would rather wait than leave a ticket. If nobody has
 * come by `until`, a ticket is opened nevertheless.
 */
export interface WaitChosen {
  type: "wait.chosen";
  until: string;
}

/**
 * The desk promised the customer a wait of `low` to `high` minutes from now on, both included. `late`:
 * an earlier range has passed without an agent.
 */
export interface WaitPromised {
  type: "wait.promised";
  low: number;
  high: number;
  late: boolean;
}

/**
 * The promised range has passed without an agent, and a new one cannot be known; the customer reads
 * that.
 */
export interface WaitSlipped {
  type: "wait.slipped";
}

/**
 * `since` is when this wait began; `alone`: the customer has read that nobody is here.
 */
export interface WaitingNow {
  item: ConversationItem;
  since: string;
  promised: PromiseTold | null;
  alone: boolean;
}

/**
 * `GET /api/staff/waits`, for supervisors: in the order of the queue.
 */
export interface WaitsNow {
  waiting: WaitingNow[];
  kept: PromisesKept[];
  bots: BotsNow;
}

/**
 * `watch`: pushes of this conversation begin; load with `sync`.
 */
export interface Watched {
  ok: true;
  item: ConversationItem;
  contact: ContactDetails;
  packet: HandoffPacket | null;
  looks: PageContext;
}

/**
 * Words as they are. `late`: an answer of the bot that came too late.
 */
export interface WordsReply {
  kind: "words";
  text: string;
  late: boolean;
}
