"""The events of a conversation: past tense, immutable, the only record there is.

An `Event` is an envelope (place in the log, time, epoch, actor) around a body. Bodies are tagged
by `type`. Those in `INTERNAL` are for staff only; of the others, the customer gets what
`for_customer` leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal

from handoff.domain.bot_answers import Button
from handoff.domain.cards import Card
from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.consent import Consent
from handoff.domain.data_requests import DataRequestKind, DataRequestOutcome
from handoff.domain.files import SentFile
from handoff.domain.handoff.packet import HandoffPacket, PastComplaint
from handoff.domain.json_types import Json, told_apart_by
from handoff.domain.language import Language
from handoff.domain.shop.orders import OrderAction, ReturnReason
from handoff.domain.understanding import NEUTRAL, Emotion, Entity, HandoffReason, Intent

# How an agent says that a conversation ended.
Disposition = Literal["resolved", "unresolved", "spam"]
# The same, or that the customer ended the chat, who does not say how.
ClosingDisposition = Disposition | Literal["ended"]

# How a close asks the customer for an opinion: with all questions, or with a single tap.
Asks = Literal["full", "light"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The customer, bot, agent or system that did it. `id` and `name` are theirs; the name is public."""

    kind: Literal["customer", "bot", "agent", "system"]
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationStarted:
    type: Literal["conversation.started"] = "conversation.started"
    customer_id: str
    customer_name: str | None = None
    language: Language
    verified: bool = False  # the shop vouches for who it is
    unresolved: PastComplaint | None = None  # from an earlier conversation
    channel: ChannelKind = WIDGET  # on which it began
    consent: Consent | None = None  # given in an earlier conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """The customer agreed to this version of what the shop asks before it keeps their words."""

    type: Literal["consent.given"] = "consent.given"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestMade:
    """The customer asked for a copy of what is kept of them, or for its deletion; the staff answers by `due_at`."""

    type: Literal["data_request.made"] = "data_request.made"
    kind: DataRequestKind
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestWithdrawn:
    """The customer wants it no more."""

    type: Literal["data_request.withdrawn"] = "data_request.withdrawn"
    kind: DataRequestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestAnswered:
    """A member of the staff let the customer have the copy, or refused, for a `reason` that the customer reads. A
    deletion that is carried out is `conversation.erased`."""

    type: Literal["data_request.answered"] = "data_request.answered"
    kind: DataRequestKind
    outcome: DataRequestOutcome
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSaid:
    """With a `file`, `text` is its name."""

    type: Literal["customer.said"] = "customer.said"
    text: str
    client_id: str
    language: Language
    payload: str | None = None  # of the button that was pressed, looked up by the server
    file: SentFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotUnderstood:
    """How the bot read the customer's message `reply_to`."""

    type: Literal["bot.understood"] = "bot.understood"
    reply_to: int
    intent: Intent
    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    slots: Mapping[str, Json]
    in_form: bool = False  # in the middle of a form: the bot has asked for something
    emotion: Emotion = NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSaid:
    type: Literal["bot.said"] = "bot.said"
    text: str
    reply_to: int
    buttons: tuple[Button, ...] = ()
    utter_action: str | None = None
    card: Card | None = field(default=None, metadata=told_apart_by("kind"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionBegun:
    """The bot, answering message `reply_to`, sets about something that cannot be taken back. Without
    an `action.taken` after it nobody here knows what came of it."""

    type: Literal["action.begun"] = "action.begun"
    kind: OrderAction
    order: str  # its number
    reply_to: int
    reason: ReturnReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTaken:
    """It is done, as `action.begun` said."""

    type: Literal["action.taken"] = "action.taken"
    kind: OrderAction
    order: str  # its number
    reply_to: int
    reason: ReturnReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesUnseen:
    """The customer sent files to the bot, which cannot look into any: the customer reads so, and is
    offered a person."""

    type: Literal["files.unseen"] = "files.unseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFailed:
    """The bot could not answer: an apology is due. `code` is for staff and logs."""

    type: Literal["bot.failed"] = "bot.failed"
    reply_to: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSuppressed:
    """An answer computed under an epoch that has passed: never sent, offered to the agent. `texts` are its words; a
    card that it showed is in them by its caption."""

    type: Literal["bot.suppressed"] = "bot.suppressed"
    reply_to: int
    computed_epoch: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested:
    type: Literal["handoff.requested"] = "handoff.requested"
    reason: HandoffReason
    priority: int
    packet: HandoffPacket


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntered:
    """Waiting for a person since `since`: kept through re-queues, so nobody loses a place.
    `instead_of` is the name of who was announced to the customer and did not come. `because` is what
    the customer hears the reason, where the bot's answer has not said that a person comes."""

    type: Literal["queue.entered"] = "queue.entered"
    since: datetime
    instead_of: str | None = None
    because: Literal["misunderstood", "stuck", "mood"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPromised:
    """The desk promised the customer a wait of `low` to `high` minutes from now on, both included. `late`:
    an earlier range has passed without an agent."""

    type: Literal["wait.promised"] = "wait.promised"
    low: int
    high: int
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitSlipped:
    """The promised range has passed without an agent, and a new one cannot be known; the customer reads
    that."""

    type: Literal["wait.slipped"] = "wait.slipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceTold:
    """The waiting customer reads that nobody is here, and, if `closed`, when the desk opens (None: not
    known). Without a person or a choice by `ticket_at` a ticket is opened."""

    type: Literal["absence.told"] = "absence.told"
    closed: bool
    opens_at: datetime | None = None
    ticket_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitChosen:
    """Told that nobody is here, the customer would rather wait than leave a ticket. If nobody has
    come by `until`, a ticket is opened nevertheless."""

    type: Literal["wait.chosen"] = "wait.chosen"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded:
    """Somebody is here again: an ordinary wait from now on."""

    type: Literal["absence.ended"] = "absence.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOffered:
    """A slot of the agent is held for this conversation until `deadline`. `announced`: the customer
    reads the agent's name."""

    type: Literal["agent.offered"] = "agent.offered"
    agent_id: str
    agent_name: str
    deadline: datetime
    announced: bool = False


# `lost`: the agent was gone before the deadline.
MissCause = Literal["deadline", "declined", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferExpired:
    type: Literal["offer.expired"] = "offer.expired"
    agent_id: str
    cause: MissCause


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAccepted:
    """`agent_portrait` is the key to the agent's picture, for the customer to see."""

    type: Literal["agent.accepted"] = "agent.accepted"
    agent_id: str
    agent_name: str
    agent_portrait: str | None = None


# `connection`: it broke off while their session lasted; `away`: they had set themselves away before it
# ended; `signed_off`: they signed out where they were seen last; `day_over`: the same, and the desk opens
# no more that day; `disabled`: the account was.
LossCause = Literal["connection", "away", "signed_off", "day_over", "disabled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLost:
    """The agent's console is gone, or the account was disabled: somebody else will go on. `cause` is None
    where nobody knows any more, and for customers also where it is not theirs to know."""

    type: Literal["agent.lost"] = "agent.lost"
    agent_id: str
    agent_name: str
    cause: LossCause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTransferred:
    """Handed on by its agent, or taken over by a supervisor, to a person or to a team; exactly one
    of the two is named. A note that goes with it carries the `client_id` instead. The customer reads the
    person's name only if a slot was `held` for them in the same commit."""

    type: Literal["conversation.transferred"] = "conversation.transferred"
    agent_id: str | None = None
    agent_name: str | None = None
    held: bool = False
    team: str | None = None
    client_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSnoozed:
    """Out of the agent's way until `until`, or until the customer writes."""

    type: Literal["conversation.snoozed"] = "conversation.snoozed"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationWoken:
    type: Literal["conversation.woken"] = "conversation.woken"
    cause: Literal["time", "customer", "agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSaid:
    """With a `file`, `text` is its name."""

    type: Literal["agent.said"] = "agent.said"
    text: str
    client_id: str
    file: SentFile | None = None
    card: Card | None = field(default=None, metadata=told_apart_by("kind"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNoted:
    """A private note: for staff, never for the customer."""

    type: Literal["agent.noted"] = "agent.noted"
    text: str
    client_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedToBot:
    """The agent, or the customer who would rather not wait, has handed the conversation back."""

    type: Literal["returned.to_bot"] = "returned.to_bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened:
    type: Literal["ticket.opened"] = "ticket.opened"
    number: int
    cause: Literal["nobody_online", "chosen", "bad_mark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft:
    """How to reach the customer later, as the customer gave it."""

    type: Literal["contact.left"] = "contact.left"
    client_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed:
    """The matter is done with. `asks`: the customer is asked for an opinion, and how; None: not at all."""

    type: Literal["conversation.closed"] = "conversation.closed"
    disposition: ClosingDisposition = "resolved"
    asks: Asks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRated:
    """The customer's opinion of what the event `closing` closed; a later one takes its place. Marks are 1
    (bad) to 5 (good); `effort`: how easy it was. `channel`: `mail` if a mailed link led to it."""

    type: Literal["conversation.rated"] = "conversation.rated"
    client_id: str
    closing: int
    satisfaction: int
    effort: int | None = None
    comment: str | None = None
    channel: ChannelKind = WIDGET


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerIdentified:
    """The shop vouches for the customer, a guest until now: the conversation is `customer_id`'s from here
    on."""

    type: Literal["customer.identified"] = "customer.identified"
    customer_id: str
    customer_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReopened:
    type: Literal["conversation.reopened"] = "conversation.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationErased:
    """The words of all events before this one are gone, and nothing follows: the customer wished it,
    or they had been kept for long enough."""

    type: Literal["conversation.erased"] = "conversation.erased"


Body = (
    ConversationStarted
    | ConsentGiven
    | DataRequestMade
    | DataRequestWithdrawn
    | DataRequestAnswered
    | CustomerSaid
    | BotUnderstood
    | BotSaid
    | ActionBegun
    | ActionTaken
    | FilesUnseen
    | BotFailed
    | BotSuppressed
    | HandoffRequested
    | QueueEntered
    | WaitPromised
    | WaitSlipped
    | AbsenceTold
    | WaitChosen
    | AbsenceEnded
    | AgentOffered
    | OfferExpired
    | AgentAccepted
    | AgentLost
    | ConversationTransferred
    | ConversationSnoozed
    | ConversationWoken
    | AgentSaid
    | AgentNoted
    | ReturnedToBot
    | TicketOpened
    | ContactLeft
    | CustomerIdentified
    | ConversationClosed
    | ConversationRated
    | ConversationReopened
    | ConversationErased
)


def type_of(body: type[Body]) -> str:
    """The tag of a kind of event."""
    return next(str(field.default) for field in fields(body) if field.name == "type")


INTERNAL = (
    BotUnderstood,
    ActionBegun,
    BotSuppressed,
    HandoffRequested,
    AgentOffered,
    OfferExpired,
    ConversationSnoozed,
    ConversationWoken,
    AgentNoted,
    CustomerIdentified,
    ConversationErased,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the log. `seq` counts from 1 without a gap; `after` is the seq of the public
    event before this one, by which a customer's client notices a gap (staff see every seq)."""

    seq: int
    after: int
    at: datetime
    epoch: int
    actor: Actor
    body: Body = field(metadata=told_apart_by("type"))

    @property
    def public(self) -> bool:
        return not isinstance(self.body, INTERNAL)
