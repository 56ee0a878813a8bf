"""Subscriptions: readers of the whole record, each with a cursor of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from handoff.domain.conversation.events import Event

type StartFrom = Literal["beginning", "now"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cursor:
    """A place in the record: behind the event `seq` of the conversation, which the transaction
    `committed_in` recorded. Events of one conversation are in the order of their `seq`."""

    committed_in: int
    conversation_id: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An event and its conversation, and the cursor behind it."""

    conversation_id: str
    event: Event
    cursor: Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some of the record, in its order, and the cursor to go on from. `more` can be read at once;
    `unsettled`: more is recorded, behind transactions that have not ended yet."""

    events: Sequence[Logged]
    cursor: Cursor
    more: bool
    unsettled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """An event that could not be handled `tries` times and is due again; 0 for one that waits behind
    another of its conversation."""

    logged: Logged
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a subscription is: events it has not read yet, the time of the oldest of them, events
    that it will try again, and those it has given up."""

    behind: int
    oldest: datetime | None
    postponed: int
    parked: int


class SubscriptionStore(Protocol):
    async def declare(self, name: str, start: StartFrom) -> None:
        """Puts the cursor of a new subscription at its start. An old one keeps its cursor."""
        ...

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> Cursor | None:
        """Reserves the subscription for `holder` until then; None if it is in other hands."""
        ...

    async def keep(self, name: str, holder: str, cursor: Cursor, until: datetime) -> bool:
        """Stores the cursor and prolongs the reservation; False if it is in other hands now."""
        ...

    async def let_go(self, name: str, holder: str) -> None:
        """Ends the reservation, if it is the holder's."""
        ...

    async def read(self, types: Collection[str], after: Cursor, limit: int) -> Stretch:
        """Events of these types behind the cursor: those whose place nothing can come before."""
        ...

    async def postpone(
        self, name: str, cursor: Cursor, *, tries: int, due: datetime | None, error: str | None
    ) -> None:
        """Notes that the event before the cursor is to be handled again at `due`; never without a
        `due`: it is parked."""
        ...

    async def settle(self, name: str, cursor: Cursor) -> None:
        """The event before the cursor was handled after all."""
        ...

    async def held_up(self, name: str) -> frozenset[str]:
        """The conversations whose events must wait behind a postponed one."""
        ...

    async def due(self, name: str, now: datetime) -> Sequence[Postponed]:
        """Postponed events that are due: of each conversation the first, if it is due."""
        ...

    async def progress(self, types: Mapping[str, Collection[str]]) -> Mapping[str, Progress]:
        """How far the subscriptions with these names are, which read events of these types."""
        ...
