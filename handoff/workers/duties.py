"""Workers take duties that are due and do them: bot turns, offers and waits that run out. A bot turn
that this gateway committed starts at once, without waiting for the polling loop.

Duties are rows taken with `SKIP LOCKED` under a short lease, which a gateway renews for as long as it
works on them: what a gateway that died has taken is taken again by another within two seconds, and what
a leaving gateway cannot finish is given back at once. Epochs and seqs make every duty idempotent.
"""

import asyncio
from collections.abc import Awaitable, Collection
from datetime import datetime, timedelta

import structlog

from handoff.domain.conversation.commands import EndSnooze, ExpireOffer, ExpireWait
from handoff.domain.conversation.duties import DutyKind
from handoff.domain.errors import Refusal
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.fresh_turns import LEASE, FreshTurn, FreshTurns
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import LeasedDuty

log = structlog.get_logger()

RETRY = timedelta(seconds=8)  # a duty that failed is tried again after this
CLOCK_SLACK = timedelta(seconds=5)  # more than two gateways' clocks ever differ by
STOP_SECONDS = 6.0  # what a stopping gateway waits for its duties: a turn and its commit
AT_ONCE = 32  # duties this gateway takes and works on at the same time, beside the bot's turns
TURNS_AT_ONCE = (
    250  # bot turns that it holds: most wait for room at their bot, and the others for any gateway
)


class DutyWorker:
    """`run_once` is called by a loop, well within `LEASE`. Offers are open for `offer_for`."""

    def __init__(
        self,
        conversations: Conversations,
        bot_turns: BotTurns,
        clock: Clock,
        offer_for: timedelta,
        fresh: FreshTurns,
    ) -> None:
        self._store = conversations.store
        self._conversations = conversations
        self._bot_turns = bot_turns
        self._clock = clock
        self._offer_for = offer_for
        self._running: dict[asyncio.Task[None], LeasedDuty] = {}
        self._turns = 0  # of those that are running
        self._left_behind = False  # turns that are due, and older than those which come now
        self._fresh = fresh
        self._beginning: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins fresh turns from now on."""
        self._fresh.serve(self._room_for_turns)
        self._beginning = asyncio.create_task(self._begin_fresh_turns())

    async def run_once(self) -> None:
        """Renews the leases of what is under way; then takes what is due, as far as there is room, and
        starts on it. A gateway that stood still has its own duties back before it looks for others."""
        # Read before the renewal: however long that takes, what it renewed is not due by this.
        now = self._clock()
        await self._renew(now + LEASE)
        full = self._full()
        taken = await self._store.take_due(now, now + LEASE, AT_ONCE, self._latest(now), full)
        self._left_behind = "bot_turn" in full or len(taken) == AT_ONCE
        for leased in taken:
            self._start(self._do(leased), leased)

    def _full(self) -> Collection[DutyKind]:
        """The kinds of duties for which there is no room: those that wait for a bot stand in nobody's way."""
        turns: set[DutyKind] = {"bot_turn"} if self._turns >= TURNS_AT_ONCE else set()
        others: set[DutyKind] = {"offer", "ticket", "snooze"}
        return turns | (others if len(self._running) - self._turns >= AT_ONCE else set())

    def _room_for_turns(self) -> int:
        """Fresh turns do not overtake those that are due."""
        return 0 if self._left_behind else TURNS_AT_ONCE - self._turns

    async def finish(self) -> None:
        """Waits for what was started."""
        await asyncio.gather(*self._running)

    async def stop(self, within: float = STOP_SECONDS) -> None:
        """Finishes what is running, or gives it back to the other gateways, at once."""
        self._fresh.close()
        if self._beginning is not None:
            self._beginning.cancel()
        if self._running:
            await self._finish_within(within)
        unfinished = dict(self._running)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        for leased in (*unfinished.values(), *(fresh.leased for fresh in self._fresh.left())):
            await self._give_back(leased)

    def _latest(self, now: datetime) -> dict[DutyKind, datetime]:
        """When duties can be due at most."""
        return {"bot_turn": now + RETRY + CLOCK_SLACK, "offer": now + self._offer_for + CLOCK_SLACK}

    async def _begin_fresh_turns(self) -> None:
        """A turn that finds no room after all, or whose lease has passed while it was committed, is due for
        every gateway, this one included."""
        while True:
            fresh = await self._fresh.get()
            if self._turns < TURNS_AT_ONCE and self._clock() < fresh.leased.until:
                self._begin(fresh)
            else:
                await self._give_back(fresh.leased)

    def _begin(self, fresh: FreshTurn) -> None:
        work = self._bot_turns.begin(fresh.committed, fresh.leased.duty.ref)
        self._start(work, fresh.leased)

    def _start(self, work: Awaitable[None], leased: LeasedDuty) -> None:
        task = asyncio.create_task(self._done(work, leased))
        self._running[task] = leased
        self._turns += leased.duty.kind == "bot_turn"
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._turns -= self._running.pop(task).duty.kind == "bot_turn"

    async def _renew(self, until: datetime) -> None:
        tasks = {(held.conversation_id, held.duty): task for task, held in self._running.items()}
        held = list(self._running.values())
        for renewed in await self._store.renew(held, until):
            task = tasks[renewed.conversation_id, renewed.duty]
            if task in self._running:
                self._running[task] = renewed

    async def _finish_within(self, seconds: float) -> None:
        """Waits for what was started, whose leases no loop renews any more."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while self._running and (left := until - clock()) > 0:
            await asyncio.wait(self._running, timeout=min(left, LEASE.total_seconds() / 3))
            try:
                await self._renew(self._clock() + LEASE)
            except Exception:
                log.exception("duty.not_renewed")

    async def _give_back(self, leased: LeasedDuty) -> None:
        """Another gateway takes what cannot be given back when the lease has passed."""
        try:
            await self._store.give_back(leased)
        except Exception:
            log.exception("duty.kept", **_named(leased))

    async def _do(self, leased: LeasedDuty) -> None:
        conversation_id, duty = leased.conversation_id, leased.duty
        match duty.kind:
            case "bot_turn":
                await self._bot_turns.take(conversation_id, duty.ref)
            case "offer":
                await self._conversations.execute(conversation_id, ExpireOffer(epoch=duty.ref))
            case "ticket":
                number = await self._store.next_ticket_number()
                command = ExpireWait(seq=duty.ref, number=number)
                await self._conversations.execute(conversation_id, command)
            case "snooze":
                await self._conversations.execute(conversation_id, EndSnooze(seq=duty.ref))

    async def _done(self, work: Awaitable[None], leased: LeasedDuty) -> None:
        try:
            await work
        except Refusal as error:
            log.warning("duty.refused", kind=leased.duty.kind, code=error.code)
            await self._put_off(leased)
        except Exception:
            log.exception("duty.failed", **_named(leased))
            await self._put_off(leased)

    async def _put_off(self, failed: LeasedDuty) -> None:
        """A gateway takes the duty again after `RETRY`, or, where that cannot be written, after its lease."""
        task = asyncio.current_task()
        held = self._running.get(task, failed) if task else failed
        try:
            await self._store.renew([held], self._clock() + RETRY)
        except Exception:
            log.exception("duty.not_put_off", **_named(failed))


def _named(leased: LeasedDuty) -> dict[str, str]:
    return {"kind": leased.duty.kind, "conversation_id": leased.conversation_id}
