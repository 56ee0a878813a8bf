"""What the use cases need from outside, as narrow protocols. The adapters make them real."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.conversation import events
from handoff.domain.conversation.duties import Duty, DutyKind
from handoff.domain.conversation.marks import Mark, Marks, Side
from handoff.domain.conversation.state import Conversation
from handoff.domain.shop.business_hours import OpeningState


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A chat in somebody's hands, or offered to them, since `epoch`."""

    conversation_id: str
    agent_id: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedDuty:
    """A duty that a gateway has taken: others find it due at `until`, unless the gateway renews it."""

    conversation_id: str
    duty: Duty
    until: datetime


class Commit(Protocol):
    async def __call__(
        self,
        before: Conversation,
        after: Conversation,
        recorded: Sequence[events.Event],
        lease: datetime | None = None,
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
        lease: datetime | None = None,
    ) -> None:
        """Appends events, replaces the state and its timers, in one transaction, if the stored log
        still ends at `before.seq`. A bot's turn that comes with them is the caller's until `lease`,
        or, without one, everybody's.

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

    async def ticket_before(self, conversation_id: str, seq: int) -> int | None:
        """The number of the ticket that was opened last before the event `seq`."""
        ...

    async def heads(self, conversation_ids: Sequence[str]) -> Mapping[str, int]:
        """The seq of the last event of each, by its id."""
        ...

    async def latest_of(self, customer_id: str) -> Conversation | None: ...

    async def all_of(self, customer_id: str) -> Sequence[Conversation]:
        """Newest first."""
        ...

    async def readable_of(
        self, customer_id: str, *, but: str, before: str | None, limit: int
    ) -> Sequence[Conversation]:
        """Those in which something was said and nothing was erased, newest first: the customer's conversations
        without `but`, that began before the one with the id `before`."""
        ...

    async def has_readable(self, customer_id: str, *, but: str) -> bool:
        """Whether `readable_of` would find any."""
        ...

    async def queue(self, limit: int, *, offered: bool = False) -> Sequence[Conversation]:
        """Those that wait, in the order in which they should be served: without an offer, or all
        of them."""
        ...

    async def told_otherwise(self, absence: OpeningState | None, limit: int) -> Sequence[str]:
        """The ids of conversations that wait without an offer and whose customers do not know of this
        `absence`, or, if it is None, still believe in one."""
        ...

    async def positions(self) -> Mapping[str, int]:
        """The place of each waiting conversation (offered or not), from 1, by its id."""
        ...

    async def with_people(self) -> Sequence[str]:
        """The ids of those that wait for an agent, are offered to one, or have one, on channels
        where the customer is there live."""
        ...

    async def place_of(self, conversation_id: str) -> int | None:
        """The place of one of them, None if it does not wait."""
        ...

    async def next_ticket_number(self) -> int: ...

    async def take_due(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        latest: Mapping[DutyKind, datetime] | None = None,
        but: Collection[DutyKind] = (),
    ) -> Sequence[LeasedDuty]:
        """The caller takes duties that are due, `but` not of those kinds, and has them until `lease_until`, in the
        order in which they became due. Where there are more than `limit`, bot turns, which may be many, are left.

        `latest` tells when duties of a kind can be due at most: what claims to be due later was
        put down before the clock was put back, and is due now.
        """
        ...

    async def renew(
        self, held: Sequence[LeasedDuty], lease_until: datetime
    ) -> Sequence[LeasedDuty]:
        """The caller has until `lease_until` those that it still holds: returns them with that time. Others
        have come to an end, or another gateway has taken them."""
        ...

    async def give_back(self, held: LeasedDuty) -> None:
        """The caller ends the lease of a duty that it did not finish: it is due again."""
        ...

    async def held_by_others_than(self, staff_ids: Collection[str]) -> Sequence[Held]:
        """Chats that are owned by or offered to anyone else; snoozed ones can wait for their
        time."""
        ...

    def routing_turn(self, *, wait: bool = False) -> AbstractAsyncContextManager[bool]:
        """True inside for one caller at a time in the whole installation, False for the others; a caller
        that would `wait` gets its turn later."""
        ...


class MarkStore(Protocol):
    async def raise_mark(self, conversation_id: str, side: Side, mark: Mark) -> Mark | None:
        """Raises the side's cursors to `mark` where they are below it. The mark as it stands then,
        or None if nothing rose."""
        ...

    async def marks(self, conversation_ids: Sequence[str]) -> Mapping[str, Marks]:
        """Marks by conversation id; without those of which there are none yet."""
        ...

    async def marks_of_agent(self, agent_id: str) -> Mapping[str, Marks]:
        """The same, of all that the agent owns or is offered."""
        ...
