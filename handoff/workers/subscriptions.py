"""A subscription reads the record and gives its events to a reaction: on one gateway at a time, in
order, at least once.

The gateway that reads holds a lease, which it prolongs while it reads; when it dies, another one goes
on from the stored cursor as soon as the lease has passed. The cursor is stored after the events
before it were handled, so an event may be handled twice and is never left out.

An event that the reaction cannot handle is postponed and tried again, later each time; the events of
its conversation wait behind it, those of other conversations go on. After `MOST_TRIES` it is parked: it
is shown (`/readyz`, `./firuze doctor`) and not tried again by itself. A server that is away is not
the event's fault: then nothing is counted, and the subscription waits.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from handoff.domain.conversation.events import type_of
from handoff.services.errors import Outage
from handoff.services.ports.clock import Clock
from handoff.services.ports.subscriptions import Cursor, Logged, Progress, SubscriptionStore
from handoff.services.reactions.reaction import Reaction
from handoff.workers.loops import Loop

log = structlog.get_logger()

LEASE = timedelta(seconds=5)
HANDLE_SECONDS = 2.0  # within the half of a lease after which it is prolonged
PAGE = 100
LOOK_SECONDS = 1.0  # how often a subscription looks without being nudged

# An event whose place is not settled is looked at again after this pause.
SETTLE_SECONDS = 0.05

FIRST_PAUSE = timedelta(seconds=1)  # before an event is tried again; doubled each time
MOST_TRIES = 8  # about two minutes


class Reactions:
    """All subscriptions of this gateway."""

    def __init__(self, store: SubscriptionStore, subscriptions: Sequence["Subscription"]) -> None:
        self._store = store
        self._subscriptions = subscriptions

    def loops(self) -> tuple[Loop, ...]:
        return tuple(
            Loop(
                f"reaction {subscription.name}",
                subscription.run_once,
                LOOK_SECONDS,
                subscription.nudged,
            )
            for subscription in self._subscriptions
        )

    async def progress(self) -> Mapping[str, Progress]:
        """How far each of them is, on whichever gateway."""
        return await self._store.progress(
            {subscription.name: subscription.types for subscription in self._subscriptions}
        )

    async def stop(self) -> None:
        """Lets other gateways go on at once."""
        for subscription in self._subscriptions:
            await subscription.stop()


class Subscription:
    """Call `run_once` from a loop. `nudged` wakes that loop."""

    def __init__(
        self,
        reaction: Reaction,
        store: SubscriptionStore,
        clock: Clock,
        holder: str,
        nudged: asyncio.Event,
        handle_seconds: float = HANDLE_SECONDS,
    ) -> None:
        """`holder` names this gateway. Handling an event takes no longer than `handle_seconds`."""
        self._handle_seconds = handle_seconds
        self._reaction = reaction
        self._store = store
        self._clock = clock
        self._holder = holder
        self.nudged = nudged
        self._types = frozenset(type_of(body) for body in reaction.handles)
        self._declared = False
        self._cursor: Cursor | None = None  # where this gateway reads on, while it holds the lease
        self._until: datetime | None = None  # the end of the lease
        self._held_up: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self._reaction.name

    @property
    def types(self) -> frozenset[str]:
        return self._types

    async def run_once(self) -> None:
        """Handles all that is there, if no other gateway is at it."""
        if not self._declared:
            await self._store.declare(self.name, self._reaction.start)
            self._declared = True
        try:
            await self._read_on()
        except BaseException:
            self._cursor = None  # what was stored holds
            raise

    async def stop(self) -> None:
        """Gives the lease back; if it cannot, another gateway takes over when the lease has passed."""
        self._cursor = None
        try:
            await self._store.let_go(self.name, self._holder)
        except Outage as error:
            log.warning("subscription.kept", name=self.name, error=type(error).__name__)
        except Exception:
            log.exception("subscription.kept", name=self.name)

    async def _read_on(self) -> None:
        while await self._hold():
            await self._try_again()
            stretch = await self._store.read(self._types, self._place, PAGE)
            for logged in stretch.events:
                if not await self._hold():
                    return
                await self._first_try(logged)
                self._cursor = logged.cursor
            self._cursor = stretch.cursor
            if stretch.events:
                await self._prolong()
            if not stretch.more:
                await self._wait_for_settling(unsettled=stretch.unsettled)
                return

    async def _wait_for_settling(self, *, unsettled: bool) -> None:
        if unsettled:
            await asyncio.sleep(SETTLE_SECONDS)
            self.nudged.set()

    @property
    def _place(self) -> Cursor:
        if self._cursor is None:
            raise RuntimeError(f"Subscription {self.name} is not held")
        return self._cursor

    # --- the lease ---

    async def _hold(self) -> bool:
        """Whether this gateway has the lease, and at least half of it before it."""
        now = self._clock()
        if self._cursor is not None and self._until is not None and now < self._until - LEASE / 2:
            return True
        if self._cursor is not None and await self._prolong():
            return True
        self._cursor = await self._store.take(self.name, self._holder, now, now + LEASE)
        if self._cursor is None:
            return False
        self._until = now + LEASE
        self._held_up = await self._store.held_up(self.name)
        return True

    async def _prolong(self) -> bool:
        until = self._clock() + LEASE
        if not await self._store.keep(self.name, self._holder, self._place, until):
            self._cursor = None
            return False
        self._until = until
        return True

    # --- handling ---

    async def _first_try(self, logged: Logged) -> None:
        if logged.conversation_id in self._held_up:
            await self._postpone(logged, tries=0, due=self._clock(), error=None)
        else:
            await self._handle(logged, tries=0)

    async def _try_again(self) -> None:
        """The first postponed event of each conversation, then those behind it."""
        while due := await self._store.due(self.name, self._clock()):
            for postponed in due:
                if not await self._hold():
                    return
                if await self._handle(postponed.logged, postponed.tries):
                    await self._store.settle(self.name, postponed.logged.cursor)
            self._held_up = await self._store.held_up(self.name)

    async def _handle(self, logged: Logged, tries: int) -> bool:
        """False if the event was postponed."""
        try:
            async with asyncio.timeout(self._handle_seconds):
                await self._reaction.handle(logged)
        except Outage:
            raise
        except Exception as error:
            log.exception("reaction.failed", **self._about(logged), tries=tries + 1)
            await self._again_later(logged, tries + 1, type(error).__name__)
            return False
        return True

    async def _again_later(self, logged: Logged, tries: int, error: str) -> None:
        due = self._clock() + FIRST_PAUSE * 2 ** (tries - 1)
        if tries >= MOST_TRIES:
            log.error("reaction.parked", **self._about(logged))
            await self._postpone(logged, tries=tries, due=None, error=error)
        else:
            await self._postpone(logged, tries=tries, due=due, error=error)
            self._held_up |= {logged.conversation_id}

    async def _postpone(
        self, logged: Logged, *, tries: int, due: datetime | None, error: str | None
    ) -> None:
        await self._store.postpone(self.name, logged.cursor, tries=tries, due=due, error=error)

    def _about(self, logged: Logged) -> dict[str, object]:
        return {
            "reaction": self.name,
            "conversation_id": logged.conversation_id,
            "seq": logged.event.seq,
        }
