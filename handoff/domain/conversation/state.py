"""The conversation: who owns it, and what follows from what was recorded.

                          transfer, agent lost
                       ┌───────────────────────────────────┐
    BOT ──handoff──► QUEUED ◄──────► OFFERED ──accept──► AGENT ──close──► CLOSED
     ▲                 │  └─────────────take───────────────▲  │             │
     │   nobody came,  │                                   │  │             │ customer
     │   or chosen     ▼                                   │  │             │ writes
     │               TICKET ──────────────take─────────────┘  │             │
     └──── return to bot, continue with bot, reopen ◄─────────┴─────────────┘

State is the fold of the log: `evolve(state, event)` is pure, and what is stored beside the log
(the snapshot, the timers of `duties_of`) can be made again from it by `replay`. What may happen
next is decided in `decisions.py`.

A customer who waits while no agent is there hears so (`Absence`) and may wait, leave a ticket or go on
with the bot. A timer opens a ticket for customers who do not choose, or have waited long enough. A
ticket keeps its place in the queue, which counts from when a person was first asked for.

Every change of owner increments `epoch`. A bot answer carries the epoch under which it was
computed, and is kept from the customer when that has passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.consent import Consent
from handoff.domain.conversation import events as e
from handoff.domain.handoff.packet import HandoffPacket, PastComplaint
from handoff.domain.json_types import Json, told_apart_by
from handoff.domain.language import Language
from handoff.domain.understanding import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class WithBot:
    kind: Literal["bot"] = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    kind: Literal["queued"] = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    kind: Literal["offered"] = "offered"
    agent_id: str
    agent_name: str
    deadline: datetime
    announced: bool = False  # to the customer, by name


@dataclass(frozen=True, slots=True, kw_only=True)
class WithAgent:
    kind: Literal["agent"] = "agent"
    agent_id: str
    agent_name: str
    agent_portrait: str | None = None
    since: datetime
    snoozed_until: datetime | None = None
    snoozed_by: int | None = None  # seq of the event that began the snooze


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticketed:
    kind: Literal["ticket"] = "ticket"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    kind: Literal["closed"] = "closed"
    at: datetime


Owner = WithBot | Queued | Offered | WithAgent | Ticketed | Closed
OwnerKind = Literal["bot", "queued", "offered", "agent", "ticket", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """What a waiting customer read when nobody was here. `seq` is that of the event that set
    `ticket_at`; `chosen`: the customer has chosen to wait."""

    closed: bool
    opens_at: datetime | None
    ticket_at: datetime
    seq: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """The range of minutes promised to a waiting customer. It ends at `until`; None once it has passed
    and the customer has read that no new one is known."""

    low: int
    high: int
    until: datetime | None

    def has_passed(self, now: datetime) -> bool:
        """Whether it passed without an agent, and the customer does not know it yet."""
        return self.until is not None and self.until < now


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMessage:
    """The last thing that was said, for lists."""

    by: Literal["customer", "bot", "agent"]
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The last close, by the event `seq`, while the customer has not written since."""

    seq: int
    at: datetime
    asks: e.Asks | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The customer's opinion of the last close that was rated, first given at `at`."""

    closing: int
    at: datetime
    satisfaction: int
    effort: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAction:
    """What the bot did last, or is about to do: in its turn on message `reply_to`."""

    begun: e.ActionBegun
    done: bool = False

    def is_of(self, reply_to: int) -> bool:
        return self.begun.reply_to == reply_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The state of one conversation after the event `seq`."""

    id: str
    seq: int = 0
    public_seq: int = 0  # of the last event that the customer may see
    epoch: int = 0
    owner: Owner = field(default=WithBot(), metadata=told_apart_by("kind"))
    customer_id: str = ""
    channel: ChannelKind = WIDGET
    language: Language = "en"
    contact: Contact = Contact()
    segment: int = 0  # of the bot's memory: a new one begins at each hand-back, and every so often
    turns: int = 0  # of the bot in this segment
    asked: int = 0  # seq of the customer's last message
    answered: int = 0  # seq of the last message of a person of the shop
    closing: int = 0  # seq of the last close
    pending: tuple[int, ...] = ()  # seqs of the customer's messages which nobody has answered yet
    overtaken: tuple[int, ...] = ()  # those the bot had in hand when it lost the conversation
    files: tuple[int, ...] = ()  # seqs of the customer's files, the latest `FILES_KEPT`
    unseen: bool = False  # the bot has got files, and the customer does not know that it sees none
    told_unseen: bool = False  # the customer does, and has written nothing since
    readings: tuple[Reading, ...] = ()
    slots: Mapping[str, Json] = field(default_factory=dict)
    action: BotAction | None = None  # the bot's last
    queued_since: datetime | None = None  # first asked for a person: the place in the queue
    waiting_from: datetime | None = None  # when this wait began; offers do not restart it
    promised: Promised | None = None  # the last range that the customer heard for this wait
    absence: Absence | None = None  # while nobody is here
    wanted_agent: str | None = None  # asked for by a transfer, or whose chat this was
    team: str | None = None  # asked for by a transfer
    priority: int = 0
    packet: HandoffPacket | None = None  # of the handoff it is in
    verified: bool = False  # the shop vouches for who the customer is
    consent: Consent | None = None  # to what the shop asks before it keeps words
    unresolved: PastComplaint | None = None  # the last one, of whichever conversation
    unresolved_raised: bool = False  # a person has been called for since
    missed: Mapping[str, datetime] = field(
        default_factory=dict
    )  # by agent id: when missed, lost, handed on
    ticket: int | None = None
    started_at: datetime | None = None
    at: datetime | None = None  # of the event `seq`
    last: LastMessage | None = None
    ending: Ending | None = None
    rating: Rating | None = None
    erased: bool = False  # the words of its log are gone, and it is over for good
