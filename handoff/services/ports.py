"""What the use cases need from outside, as narrow protocols. The adapters make them real."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from handoff.domain import commands, events
from handoff.domain.brief import Brief
from handoff.domain.business_hours import OpeningState
from handoff.domain.conversation import Conversation, Duty, DutyKind
from handoff.domain.language import LANGUAGES, Language
from handoff.domain.marks import Mark, Marks, Side
from handoff.domain.orders import OrderAction, ReturnReason
from handoff.domain.suggestions import MessageReading
from handoff.domain.waits import Promise, Waited

Role = Literal["agent", "supervisor", "admin"]


class StaleState(Exception):
    """Somebody else committed to this conversation first: load it again and decide anew."""


class DuplicateMessage(Exception):
    """A message with this `client_id` is in the log already."""


class StrangeCursor(Exception):
    """A cursor over a list that this database cannot have given: it was restored meanwhile."""


class Clock(Protocol):
    def __call__(self) -> datetime:
        """The time now, aware, in UTC."""
        ...


# --- records ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """`external_id` is the shop's own id of a customer it vouched for; None for a visitor."""

    id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    language: Language
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    id: str
    email: str
    name: str
    role: Role
    capacity: int  # chats at once
    available: bool  # wants to be offered chats
    disabled: bool
    missed: int = 0  # offers that ran out in a row while available
    languages: frozenset[Language] = frozenset(LANGUAGES)  # speaks
    topics: frozenset[str] = frozenset()  # is skilled in: names of intents
    teams: frozenset[str] = frozenset()

    @property
    def supervises(self) -> bool:
        return self.role != "agent"

    @property
    def takes_chats(self) -> bool:
        """Whether chats may be offered to this member, once online."""
        return self.available and not self.disabled and self.capacity > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLoad:
    """A member of the staff, how many chats they own or are offered (snoozed ones do not count),
    and when the last one ended or will have been wrapped up."""

    member: StaffMember
    load: int
    free_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as the shop's system tells it; `card` is the JSON that customers are shown.

    Whose it is, if known: a customer by our id, or by the shop's own.
    """

    number: str
    customer_id: str | None = None
    external_id: str | None = None
    email: str | None
    phone: str | None
    card: Mapping[str, events.Json]

    def belongs_to(self, customer: Customer) -> bool:
        """Whether it is this customer's, and the shop vouched for who they are."""
        if customer.external_id is None:
            return False
        return self.customer_id == customer.id or self.external_id == customer.external_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """What is to be done with an order as it was read just now. The same `key` is the same wish."""

    kind: OrderAction
    order: Order
    reason: ReturnReason | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A chat in somebody's hands, or offered to them, since `epoch`."""

    conversation_id: str
    agent_id: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a command brought about: the state after it and the events, none if nothing changed, and
    the duty that came with it."""

    signal: Literal["committed"] = "committed"
    conversation: Conversation
    events: tuple[events.Event, ...]
    duty: Duty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTyping:
    signal: Literal["customer_typing"] = "customer_typing"
    conversation_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTyping:
    signal: Literal["agent_typing"] = "agent_typing"
    conversation_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTyping:
    signal: Literal["bot_typing"] = "bot_typing"
    conversation_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMoved:
    """New places in the queue, by conversation id, from 1."""

    signal: Literal["queue_moved"] = "queue_moved"
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One side has got further. `staff_id` is whose console said so, None for the customer's
    side."""

    signal: Literal["marked"] = "marked"
    conversation_id: str
    side: Side
    mark: Mark
    staff_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged:
    """A member of the staff has become available or away."""

    signal: Literal["member_changed"] = "member_changed"
    member: StaffMember


Signal = Committed | CustomerTyping | AgentTyping | BotTyping | QueueMoved | Marked | MemberChanged


ListName = Literal["queue", "tickets", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of a list ended: what it is sorted by, as a number, and the id there."""

    key: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a list, in its order. `rest` is where the next page begins, None if it was all."""

    briefs: Sequence[Brief]
    rest: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """Where an inbox begins: all that is the member's, who waits for a person, open tickets, and
    what has changed last. `cursor` is where changes go on from."""

    cursor: int
    mine: Sequence[Brief]
    queue: Page
    tickets: Page
    latest: Page

    @property
    def briefs(self) -> Sequence[Brief]:
        """All of it in that order, each once."""
        parts = (self.mine, self.queue.briefs, self.tickets.briefs, self.latest.briefs)
        return list({brief.id: brief for part in parts for brief in part}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Conversations that have changed, each as it is now. `next` is where to go on at once, None
    if these are all; whoever has read them all goes on later from the first page's `horizon`."""

    briefs: Sequence[Brief]
    horizon: int
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a supervisor looks for; None means any. `after` is where the page before ended."""

    owner: str | None = None
    language: Language | None = None
    agent_id: str | None = None
    words: str | None = None
    after: Place | None = None
    limit: int = 50


# --- ports ------------------------------------------------------------------------------------


class Commit(Protocol):
    async def __call__(
        self, before: Conversation, after: Conversation, recorded: Sequence[events.Event]
    ) -> None:
        """As `ConversationStore.commit`."""
        ...


class ConversationStore(Protocol):
    async def load(self, conversation_id: str) -> Conversation:
        """Raises NotFound."""
        ...

    async def commit(
        self,
        before: Conversation,
        after: Conversation,
        recorded: Sequence[events.Event],
    ) -> None:
        """Appends events, replaces the state and its timer, in one transaction, if the stored log
        still ends at `before.seq`.

        Raises:
            StaleState: it does not.
            DuplicateMessage: a `client_id` among the events is in the log already.
        """
        ...

    def exclusively(
        self, conversation_id: str
    ) -> AbstractAsyncContextManager[tuple[Conversation, Commit]]:
        """The state and a commit to it, before which nobody else commits to this conversation.

        Raises NotFound.
        """
        ...

    async def read(
        self, conversation_id: str, *, after: int, limit: int, public_only: bool
    ) -> Sequence[events.Event]:
        """The events with a seq above `after`, in order, at most `limit`."""
        ...

    async def find_message(self, conversation_id: str, client_id: str) -> events.Event | None: ...

    async def event(self, conversation_id: str, seq: int) -> events.Event | None: ...

    async def heads(self, conversation_ids: Sequence[str]) -> Mapping[str, int]:
        """The seq of the last event of each, by its id."""
        ...

    async def latest_of(self, customer_id: str) -> Conversation | None: ...

    async def all_of(self, customer_id: str) -> Sequence[Conversation]:
        """Newest first."""
        ...

    async def queue(self, limit: int, *, offered: bool = False) -> Sequence[Conversation]:
        """Those that wait, in the order in which they should be served: without an offer, or all
        of them."""
        ...

    async def told_otherwise(self, absence: OpeningState | None, limit: int) -> Sequence[str]:
        """The ids of those that wait without an offer and were not told of this `absence`, or, if
        it is None, were told of one."""
        ...

    async def positions(self) -> Mapping[str, int]:
        """The place of each who waits (offered or not), from 1, by conversation id."""
        ...

    async def next_ticket_number(self) -> int: ...

    async def take_due(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        latest: Mapping[DutyKind, datetime] | None = None,
    ) -> Sequence[tuple[str, Duty]]:
        """Duties that are due, by conversation id, reserved until `lease_until` for the caller.

        `latest` tells when duties of a kind can be due at most: what claims to be due later was
        put down before the clock was put back, and is due now.
        """
        ...

    async def take(
        self, conversation_id: str, duty: Duty, now: datetime, lease_until: datetime
    ) -> bool:
        """As `take_due`, this one duty; False if it is gone or in other hands."""
        ...

    async def give_back(self, conversation_id: str, duty: Duty, lease_until: datetime) -> None:
        """Ends the caller's reservation of a duty that it did not finish: it is due again."""
        ...

    async def held_by_others_than(self, staff_ids: Collection[str]) -> Sequence[Held]:
        """Chats that are owned by or offered to anyone else; snoozed ones can wait for their
        time."""
        ...

    def routing_turn(self, *, wait: bool = False) -> AbstractAsyncContextManager[bool]:
        """True inside for one caller at a time in the whole installation, False for the others;
        whoever would `wait` gets their turn later."""
        ...


class MarkStore(Protocol):
    async def raise_mark(self, conversation_id: str, side: Side, mark: Mark) -> Mark | None:
        """Raises the side's cursors to `mark` where they are below it. The mark as it stands then,
        or None if nothing rose."""
        ...

    async def marks(self, conversation_ids: Sequence[str]) -> Mapping[str, Marks]:
        """By conversation id; without those of which there are none yet."""
        ...

    async def marks_of_agent(self, agent_id: str) -> Mapping[str, Marks]:
        """The same, of all that the agent owns or is offered."""
        ...


class ConversationLists(Protocol):
    """What lists show, read without whole states."""

    async def horizon(self) -> int:
        """The cursor of now: whatever is not in a list read later is among the changes after it."""
        ...

    async def changes(self, after: int, limit: int) -> Changes:
        """What has changed since the cursor `after`, closed ones too, in the order of the changes;
        some of it may have been told before.

        Raises:
            StrangeCursor: it is not of this database.
        """
        ...

    async def top(self, agent_id: str, limit: int) -> Top:
        """Where the agent's inbox begins: `limit` of each list, and all that is theirs."""
        ...

    async def page(self, name: ListName, after: Place | None, limit: int) -> Page:
        """Of those that wait for a person, in the order in which they are served; of open tickets,
        by number; of all that are not closed, most recently changed first."""
        ...

    async def search(self, search: Search) -> Page:
        """Most recently changed first."""
        ...


class WaitHistory(Protocol):
    """What the logs tell of past waits."""

    async def service_times(self, limit: int) -> Sequence[timedelta]:
        """How long the latest chats held an agent's slot, newest first."""
        ...

    async def waits(self, limit: int) -> Sequence[Waited]:
        """The latest waits that have ended, newest first."""
        ...

    async def promises(self, since: datetime, limit: int) -> Sequence[Promise]:
        """The latest promised waits that have ended, not before `since`, and what came of them,
        newest first. Of several ranges told in one wait, the first is the promise."""
        ...


class CustomerStore(Protocol):
    async def add(self, customer: Customer) -> None: ...

    async def get(self, customer_id: str) -> Customer:
        """Raises NotFound."""
        ...

    async def by_external_id(self, external_id: str) -> Customer | None: ...

    async def update(self, customer: Customer) -> None: ...


class StaffStore(Protocol):
    async def add(self, member: StaffMember, password_hash: str) -> None:
        """Raises InvalidInput (`email_taken`)."""
        ...

    async def get(self, staff_id: str) -> StaffMember:
        """Raises NotFound."""
        ...

    async def by_email(self, email: str) -> tuple[StaffMember, str] | None:
        """The member and the hash of the password."""
        ...

    async def everyone(self) -> Sequence[StaffMember]: ...

    async def update(self, member: StaffMember) -> None:
        """All but what `set_available` and the offers change."""
        ...

    async def set_available(self, staff_id: str, *, available: bool) -> StaffMember:
        """With no offer missed. Raises NotFound."""
        ...

    async def offer_missed(self, staff_id: str, away_at: int) -> StaffMember | None:
        """Counts a missed offer of somebody available, who is away from the `away_at`th on. The
        member after it, or None if they were away already."""
        ...

    async def offer_answered(self, staff_id: str) -> None:
        """The misses of somebody available are no longer in a row."""
        ...

    async def loads(self, staff_ids: Sequence[str]) -> Sequence[StaffLoad]: ...

    async def wrap_up(self, staff_id: str, until: datetime) -> None:
        """Offers the member nothing before `until`."""
        ...

    async def open_session(self, token_hash: str, staff_id: str, expires_at: datetime) -> None: ...

    async def session(self, token_hash: str, now: datetime) -> StaffMember | None: ...

    async def close_session(self, token_hash: str) -> None: ...

    async def close_sessions_of(self, staff_id: str) -> None: ...


class OrderSource(Protocol):
    @property
    def actions(self) -> frozenset[OrderAction]:
        """What `change` can do here."""
        ...

    async def by_number(self, number: str) -> Order | None:
        """Raises OrderSystemDown."""
        ...

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        """Newest first. Raises OrderSystemDown."""
        ...

    async def change(self, change: OrderChange) -> None:
        """Does it, or finds it done: asked twice, the order is changed once.

        Raises:
            ActionRefused: the order system will not do it.
            OrderSystemDown: it cannot be reached; perhaps it was done nevertheless.
        """
        ...


class ActionRefused(Exception):
    """The shop's order system will not do what was asked of it, as the order is now."""


class OrderSystemDown(Exception):
    """The shop's order system cannot be reached now, or makes no sense. The message says why, in
    words for operators, without secrets and without anything of a customer's."""


class CacheDown(Exception):
    """Valkey cannot be reached now."""


class Presence(Protocol):
    """Who of the staff is there: leases which a live console keeps renewing.

    Every call raises CacheDown when the leases cannot be reached.
    """

    async def renew(self, staff_ids: Sequence[str]) -> None: ...

    async def linger(self, staff_id: str) -> None:
        """The console is gone: the lease ends soon, unless the person is back by then."""
        ...

    async def leave(self, staff_id: str) -> None: ...

    async def online(self) -> frozenset[str]: ...


class Addresses(Protocol):
    """From which network address a customer came last, for some time."""

    async def remember(self, customer_id: str, address: str) -> None:
        """Raises CacheDown."""
        ...

    async def of(self, customer_id: str) -> str | None:
        """What stands for the address, the same for every customer who came from there; None if it
        is not known. Raises CacheDown."""
        ...


class Limits(Protocol):
    async def hit(self, key: str, *, limit: int, window_seconds: int) -> None:
        """Counts one attempt under `key`.

        Raises:
            TooManyAttempts: beyond `limit` in the window.
            CacheDown: it cannot be counted now.
        """
        ...

    async def undo(self, key: str) -> None:
        """Takes one attempt back: it was a good one."""
        ...


class Fanout(Protocol):
    async def publish(self, signal: Signal) -> None:
        """Carries a signal to the browsers of this gateway and to the other gateways."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurn:
    """One message for the bot. `sender` names the bot's memory: `conversation:segment`."""

    sender: str
    message_id: str
    reply_to: int
    text: str
    payload: str | None
    language: Language
    seed: Mapping[str, events.Json]


class BotBackend(Protocol):
    async def answer(self, turn: BotTurn) -> commands.BotReply | commands.BotFailure:
        """Never raises for a failing bot: that is an outcome. Takes no longer than its limit."""
        ...

    async def healthy(self) -> bool: ...


class BotReader(Protocol):
    async def read(self, sender: str, text: str) -> MessageReading | None:
        """How the bot understands a text, outside of any dialogue: nothing of it is remembered.
        None if it does not say, or not soon. Never raises for a failing bot."""
        ...
