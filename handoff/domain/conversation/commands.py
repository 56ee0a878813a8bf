"""What can be asked of a conversation: imperative, decided by `decisions.decide`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.bot_answers import BotFailure, BotReply
from handoff.domain.cards import Card
from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.consent import Consent
from handoff.domain.conversation.events import Disposition, LossCause
from handoff.domain.data_requests import DataRequestKind, DataRequestOutcome
from handoff.domain.files import SentFile
from handoff.domain.handoff.packet import PastComplaint
from handoff.domain.language import Language
from handoff.domain.people import Names
from handoff.domain.shop.orders import OrderAction, ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """The person of the staff who gives a command, or whom it names. Events have the name in the
    conversation's language."""

    id: str
    names: Names
    portrait: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    customer_id: str
    customer_name: str | None
    language: Language
    verified: bool = False
    unresolved: PastComplaint | None = None
    channel: ChannelKind = WIDGET
    consent: Consent | None = None  # given in an earlier conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSay:
    """With a `file`, `text` is its name."""

    text: str
    client_id: str
    payload: str | None = None
    file: SentFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBotTurn:
    """The bot's answer to message `reply_to`, computed while the conversation was at `epoch`. `first` is the
    earliest of the messages that the bot has answered together with it."""

    reply_to: int
    epoch: int
    outcome: BotReply | BotFailure
    first: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginAction:
    """The bot, in its turn on message `reply_to` in `segment`, is about to do something that cannot
    be taken back."""

    kind: OrderAction
    order: str
    reply_to: int
    segment: int
    reason: ReturnReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishAction:
    """What was begun in the turn on message `reply_to` is done, whoever has the conversation now."""

    reply_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent:
    """The customer agrees to this version of what the shop asks."""

    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDataRequest:
    """The customer asks for a copy of what is kept of them, or for its deletion."""

    kind: DataRequestKind
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDataRequest:
    """The customer wants it no more."""

    kind: DataRequestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDataRequest:
    """A member of the staff answers the customer's request; a refusal has a `reason`."""

    agent: Agent
    kind: DataRequestKind
    outcome: DataRequestOutcome
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPerson:
    """The customer taps "talk to a person"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The router holds a slot of `agent` until `deadline`."""

    agent: Agent
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWait:
    """Tells the waiting customer a range of minutes: once for each wait, and again when the range has
    passed without an agent."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipWait:
    """The range has passed without an agent, and a new one cannot be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOffer:
    """The deadline of the offer made under `epoch` has come."""

    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAbsence:
    """Nobody is here: tells who waits so, and when the desk opens. A ticket is opened after
    `patience` unless the customer chooses otherwise."""

    closed: bool
    opens_at: datetime | None
    patience: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence:
    """Somebody is here again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepWaiting:
    """Told that nobody is here, the customer would rather wait: for `patience` from now, or from
    when the desk opens."""

    patience: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """The customer would rather be reached later than wait."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireWait:
    """The time by which somebody should have come, as the event `seq` told it, is over: a ticket
    is opened."""

    seq: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveContact:
    client_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """The shop vouches for the guest whose conversation this is."""

    customer_id: str
    customer_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueWithBot:
    """The customer would rather not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """The agent takes what was offered."""

    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """The agent takes a conversation unasked: from the queue, a ticket, or the bot; with `over`,
    which is for supervisors, from a colleague as well."""

    agent: Agent
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSay:
    """With a `file`, `text` is its name."""

    agent: Agent
    text: str
    client_id: str
    file: SentFile | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNote:
    agent: Agent
    text: str
    client_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The agent hands the conversation on: to the person `to`, or else to the team `team`. The
    `note` is for whoever goes on with it. With `hold_until` the person has a free slot, which is
    held until then; without it the conversation waits for whoever comes first."""

    agent: Agent
    client_id: str
    to: Agent | None = None
    team: str | None = None
    note: str | None = None
    hold_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseAgent:
    """The agent who was offered the conversation under `epoch`, or owns it since then, has been away
    for longer than the grace period, or is disabled."""

    epoch: int
    cause: LossCause | None = "connection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    agent: Agent
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """The agent wants it back now."""

    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSnooze:
    """The time of the snooze that began under the event `seq` has come."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToBot:
    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """`read` is the last seq which the agent had on the screen; None for whoever closes unseen."""

    agent: Agent
    disposition: Disposition = "resolved"
    read: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndChat:
    """The customer has no more to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The customer's opinion of what the event `closing` closed. `ticket` is the number of the ticket that a
    bad mark opens."""

    client_id: str
    closing: int
    satisfaction: int
    ticket: int
    effort: int | None = None
    comment: str | None = None
    channel: ChannelKind = WIDGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Ends the conversation for good, as its words are taken out of the log. One in which a person
    serves the customer or is awaited is erased only where the caller says so by `under_way`."""

    under_way: bool = False


# What a member of the staff may ask of a conversation.
StaffCommand = (
    Accept | Decline | Take | AgentSay | AgentNote | Transfer | Snooze | Wake | ReturnToBot | Close
)

Command = (
    StaffCommand
    | Start
    | Erase
    | CustomerSay
    | RecordBotTurn
    | BeginAction
    | FinishAction
    | GiveConsent
    | MakeDataRequest
    | WithdrawDataRequest
    | AnswerDataRequest
    | RequestPerson
    | Offer
    | PromiseWait
    | SlipWait
    | TellAbsence
    | EndAbsence
    | KeepWaiting
    | ExpireOffer
    | OpenTicket
    | ExpireWait
    | LeaveContact
    | Identify
    | ContinueWithBot
    | EndChat
    | Rate
    | LoseAgent
    | EndSnooze
)
