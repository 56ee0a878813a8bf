"""The wire format: what browsers send, what they get. The one source of `contracts/`.

Events travel as the domain's own dataclasses (`Event`); everything else is defined here.
Everything that comes in forbids unknown fields and is bounded in size.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
)

from handoff.domain.advice.replies import Suggestion
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.marks import Mark, Marks, Side
from handoff.domain.handoff.packet import HandoffPacket
from handoff.domain.language import Language
from handoff.domain.shop.orders import OrderState
from handoff.domain.understanding import Emotion, HandoffReason

MESSAGE_LENGTH = 4000  # characters of one message
MAX_SEQ = 2**53 - 1  # what a browser counts to without losing ones
PAGE_LENGTH = 200  # events of one `sync` page

# PostgreSQL keeps every character but NUL.
_NO_NUL = r"^[^\x00]*$"

Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MESSAGE_LENGTH, pattern=_NO_NUL
    ),
]
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Uuid = Annotated[str, StringConstraints(pattern=rf"^{UUID}$")]
# Where a page of a list ended: what the list is sorted by, a dot, an id.
PlaceText = Annotated[str, StringConstraints(pattern=rf"^-?[0-9]{{1,16}}\.{UUID}$")]
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NO_NUL),
]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[+0-9۰-۹٠-٩ ()-]{6,24}$")
]


def _read_time(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


# Commands are read strictly, and JSON has no times, only text.
TimeAsText = Annotated[AwareDatetime, BeforeValidator(_read_time)]


class Inbound(BaseModel):
    """What comes from a browser: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Outbound(BaseModel):
    """What goes to a browser."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- answers ----------------------------------------------------------------------------------


class ErrorBody(Outbound):
    """`code` is for programs (and catalogues); `id` finds the log line of an unexpected error."""

    code: str
    message: str
    id: str | None = None
    data: dict[str, str | int] = {}


class Refused(Outbound):
    """The answer to any command that was refused."""

    ok: Literal[False] = False
    error: ErrorBody


class Done(Outbound):
    """The answer to a command: committed. `seq` is the head of the log after it."""

    ok: Literal[True] = True
    seq: int
    at: datetime


# --- owner and state --------------------------------------------------------------------------


class AgentFace(Outbound):
    """An agent as the customer knows them: the name is all."""

    name: str


class AbsenceFace(Outbound):
    """Nobody is here. `opens_at`: when a `closed` desk opens, if anybody knows; `chosen`: the
    customer has chosen to wait."""

    closed: bool
    opens_at: datetime | None
    chosen: bool


class VisitorState(Outbound):
    """What the widget needs beside the log. `position` is the place in the queue, from 1; `joining`
    is who was announced, while their slot is held."""

    owner: Literal["bot", "queued", "agent", "ticket", "closed"]
    epoch: int
    head: int  # seq of the last event the customer may see
    language: Language
    agent: AgentFace | None = None
    position: int | None = None
    joining: AgentFace | None = None
    absence: AbsenceFace | None = None
    ticket: int | None = None
    has_contact: bool = False
    staff_online: bool = False


class StaffOwner(Outbound):
    kind: Literal["bot", "queued", "offered", "agent", "ticket", "closed"]
    agent_id: str | None = None
    agent_name: str | None = None
    deadline: datetime | None = None  # of an offer
    since: datetime | None = None  # of an agent's ownership, or of waiting
    snoozed_until: datetime | None = None


class LastSaid(Outbound):
    by: Literal["customer", "bot", "agent"]
    text: str  # shortened
    at: datetime


class ConversationItem(Outbound):
    """A conversation in a list. Newer replaces older by (`epoch`, `head`)."""

    id: str
    customer_id: str
    customer_name: str | None
    language: Language
    owner: StaffOwner
    epoch: int
    head: int  # seq of the last event
    asked: int = 0  # seq of the customer's last message
    unanswered: list[int] = []  # seqs of those that nobody has answered, the last hundred
    reason: HandoffReason | None = None
    mood: Emotion | None = None  # of the last message that the bot has read
    priority: int = 0
    ticket: int | None = None
    started_at: datetime
    last: LastSaid | None = None


# --- visitor: HTTP ----------------------------------------------------------------------------


Line = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=r"^[^\x00-\x1f]*$")]


class Identity(Inbound):
    """A customer whom the shop's server vouches for: `signature` is the hex HMAC-SHA256, under the
    shop's identity secret, of the five other fields in this order, one a line, a missing one as an
    empty line; `expires` is in Unix seconds. Nothing is tidied up before it is verified."""

    id: Line
    expires: int
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class SessionRequest(Inbound):
    """`POST /api/visitor/session`: opens the widget, new or again."""

    language: Language = "en"
    token: Annotated[str, StringConstraints(max_length=2000)] | None = None
    identity: Identity | None = None


class SessionReply(Outbound):
    token: str
    conversation_id: str
    language: Language
    shop_name: str
    customer_name: str | None = None


# --- visitor: Socket.IO, client to server -----------------------------------------------------


class Sync(Inbound):
    """`sync`: the events after `after` that the customer may see, in order, one page."""

    after: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    limit: Annotated[int, Field(ge=1, le=PAGE_LENGTH)] = PAGE_LENGTH


class VisitorPage(Outbound):
    """`more` says whether to ask again, with the last event's seq."""

    ok: Literal[True] = True
    events: list[Event]
    more: bool
    state: VisitorState
    marks: Marks


class PressedButton(Inbound):
    """Which button: the seq of the `bot.said` event and the index in its `buttons`."""

    seq: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    index: Annotated[int, Field(ge=0, le=50)]


class VisitorSay(Inbound):
    """`say`. With `button`, `text` is its title."""

    client_id: Uuid
    text: Text
    button: PressedButton | None = None


class VisitorContact(Inbound):
    """`leave_contact`: at least one of e-mail and phone."""

    client_id: Uuid
    name: ShortText | None = None
    email: EmailStr | None = None
    phone: Phone | None = None


class Typing(Inbound):
    """`typing`: not acknowledged, not stored."""

    active: bool


class SetMark(Inbound):
    """`mark`: up to which seq this device has the events, and up to which they were seen on a page
    in view. What is known already changes nothing."""

    delivered: Annotated[int, Field(ge=0, le=MAX_SEQ)] = 0
    read: Annotated[int, Field(ge=0, le=MAX_SEQ)] = 0


class Noted(Outbound):
    """The answer to `mark`."""

    ok: Literal[True] = True


class Nothing(Inbound):
    """`request_person`, `keep_waiting`, `open_ticket`, `continue_with_bot`: no arguments."""


# --- visitor: Socket.IO, server to client -----------------------------------------------------


class VisitorPush(Outbound):
    """`events`: pushed after each commit. An event whose `after` exceeds the client's cursor
    shows a gap: call `sync`. One whose `seq` does not exceed the cursor is known already."""

    events: list[Event]
    state: VisitorState


class VisitorTyping(Outbound):
    """`typing`: the bot or the agent is writing."""

    by: Literal["bot", "agent"]
    active: bool


class VisitorMark(Outbound):
    """`mark`: one side has got further. Cursors only rise; a lost one comes with the next, or with
    `sync`."""

    side: Side
    mark: Mark


# --- staff: HTTP ------------------------------------------------------------------------------


class Login(Inbound):
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320, pattern=_NO_NUL)]
    password: Annotated[str, StringConstraints(max_length=1000)]


class Me(Outbound):
    """Also pushed as `me` to all my consoles when I become available or away. Who is away with
    offers `missed` was set away because they ran out."""

    id: str
    name: str
    email: str
    role: Literal["agent", "supervisor", "admin"]
    capacity: int
    available: bool
    missed: int  # offers that ran out in a row


class OrderItem(Outbound):
    title: str
    quantity: int


class Money(Outbound):
    """`amount` in the currency's unit, as a decimal string."""

    amount: str
    currency: str


class TrackingStep(Outbound):
    at: datetime
    step: str  # a key of the catalogues
    place: dict[Language, str] | None = None


class OrderCard(Outbound):
    kind: Literal["order"] = "order"
    number: str
    state: OrderState
    placed_at: datetime
    expected_at: datetime | None = None
    items: list[OrderItem]
    total: Money
    tracking: list[TrackingStep] = []


class CustomerProfile(Outbound):
    id: str
    name: str | None
    email: str | None
    phone: str | None
    verified: bool  # the shop's server vouched for them
    language: Language
    since: datetime


class CustomerPanel(Outbound):
    """`GET /api/staff/customers/{id}`."""

    profile: CustomerProfile
    orders: list[OrderCard] | None  # None: the order system cannot be reached now
    conversations: list[ConversationItem]  # newest first


class ConversationSearch(Inbound):
    """The query of `GET /api/staff/conversations`: most recently changed first. `q` are words that
    were said or a customer's name, `after` is the `rest` of the page before."""

    owner: Literal["bot", "queued", "offered", "agent", "ticket", "closed"] | None = None
    language: Language | None = None
    agent: Uuid | None = None
    q: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_NO_NUL)]
        | None
    ) = None
    after: PlaceText | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ConversationList(Outbound):
    """`GET /api/staff/conversations`: `rest` goes into `after` for the next page."""

    items: list[ConversationItem]
    rest: str | None


class StaffName(Outbound):
    id: str
    name: str
    disabled: bool  # works here no more


class StaffNames(Outbound):
    """`GET /api/staff/people`, for supervisors: all who work here or did."""

    people: list[StaffName]


class PromiseTold(Outbound):
    """A range of minutes, and when it ends; None once it has passed and the customer was told that
    nobody knows more."""

    low: int
    high: int
    until: datetime | None


class WaitingNow(Outbound):
    """`since` is when this wait began; `alone`: the customer was told that nobody is here."""

    item: ConversationItem
    since: datetime
    promised: PromiseTold | None
    alone: bool


class PromisesKept(Outbound):
    """Of the ranges `told` for waits that ended in the last `days`, the share (0…1) that came
    true; None if none was put to the test."""

    days: int
    told: int
    share: float | None


class WaitsNow(Outbound):
    """`GET /api/staff/waits`, for supervisors: in the order of the queue."""

    waiting: list[WaitingNow]
    kept: list[PromisesKept]


# --- staff: Socket.IO, client to server -------------------------------------------------------


class StaffTarget(Inbound):
    """`accept`, `decline`, `take`, `return_to_bot`, `watch`, `unwatch`, `suggest`."""

    conversation_id: Uuid


class StaffSync(Sync):
    """`sync`: as the visitor's, with every event."""

    conversation_id: Uuid


class StaffPage(Outbound):
    ok: Literal[True] = True
    events: list[Event]
    more: bool
    item: ConversationItem
    marks: Marks


class StaffSay(Inbound):
    """`say` and `note`."""

    conversation_id: Uuid
    client_id: Uuid
    text: Text


class StaffClose(Inbound):
    """`close`. `read` is the seq of the last event on the agent's screen: if the customer has
    written since, the close is refused as `unread`."""

    conversation_id: Uuid
    disposition: Literal["resolved", "unresolved", "spam"] = "resolved"
    read: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None


class StaffTake(StaffTarget):
    """`take`; `over` takes it from a colleague, which is for supervisors."""

    over: bool = False


class StaffTransfer(StaffTarget):
    """`transfer`: to a person or to a team, exactly one of them; the note is for staff."""

    agent_id: Uuid | None = None
    team: ShortText | None = None
    note: Text | None = None
    client_id: Uuid


class Transferred(Done):
    """The answer to `transfer`: `held` if a slot of the person is held for it now."""

    held: bool


class StaffSnooze(StaffTarget):
    """`snooze`: out of my way until then, or until the customer writes."""

    until: TimeAsText


class StaffTyping(Typing):
    conversation_id: Uuid


class StaffSetMark(SetMark):
    """`mark`: the owner's alone; anybody else is refused as `not_owner`."""

    conversation_id: Uuid


class Availability(Inbound):
    """`availability`: whether new chats may be offered to me."""

    available: bool


class Colleague(Outbound):
    id: str
    name: str
    role: Literal["agent", "supervisor", "admin"]
    online: bool
    available: bool
    load: int
    capacity: int
    languages: list[Language]
    teams: list[str]


class Colleagues(Outbound):
    """The answer to `colleagues`: who a conversation can be handed to, and which teams there are."""

    ok: Literal[True] = True
    people: list[Colleague]
    teams: list[str]


class AvailabilitySet(Outbound):
    """The answer to `availability`."""

    ok: Literal[True] = True
    me: Me


class InboxAfter(Inbound):
    """`inbox`: what has changed in the list of conversations since the cursor; the top of the list
    without one."""

    after: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None


class InboxRest(Outbound):
    """Where each of the inbox's lists goes on; None if all of it is there."""

    queue: str | None  # who waits for a person, in the order in which they are served
    tickets: str | None  # by number
    all: str | None  # what is not closed, most recently changed first


class Inbox(Outbound):
    """The answer to `inbox`. With `rest` the list begins anew: all that is mine, and the first page
    of each list. Without, these have changed, some of them closed; go on at once from `next` until
    it is None. The cursor is then the first page's `cursor`."""

    ok: Literal[True] = True
    me: Me
    items: list[ConversationItem]
    marks: dict[str, Marks]  # of my own conversations, by id
    cursor: int
    next: int | None = None
    rest: InboxRest | None = None


class InboxMore(Inbound):
    """`inbox_more`: the next page of a list; `after` is its `rest`."""

    list: Literal["queue", "tickets", "all"]
    after: PlaceText


class InboxPage(Outbound):
    """The answer to `inbox_more`."""

    ok: Literal[True] = True
    items: list[ConversationItem]
    rest: str | None


class ContactDetails(Outbound):
    name: str | None
    email: str | None
    phone: str | None


class Watched(Outbound):
    """`watch`: pushes of this conversation begin; load with `sync`."""

    ok: Literal[True] = True
    item: ConversationItem
    contact: ContactDetails  # as left in this conversation
    packet: HandoffPacket | None


class Suggested(Outbound):
    """The answer to `suggest`: advice for the owner, made of the conversation as it is now; None if
    there is none."""

    ok: Literal[True] = True
    suggestion: Suggestion | None


# --- staff: Socket.IO, server to client -------------------------------------------------------


class StaffPush(Outbound):
    """`events`: for those who watch. `seq` has no gaps for staff."""

    conversation_id: str
    events: list[Event]
    item: ConversationItem


class StaffItems(Outbound):
    """`items`: conversations as they are now, all that have changed between `after` and `cursor`.
    An `after` beyond the console's cursor shows a gap: call `inbox`."""

    after: int
    cursor: int
    items: list[ConversationItem]


class StaffTypingPush(Outbound):
    """`typing`: the customer is writing."""

    conversation_id: str
    active: bool


class StaffMark(VisitorMark):
    """`mark`: for those who watch, and for every console of the owner."""

    conversation_id: str
