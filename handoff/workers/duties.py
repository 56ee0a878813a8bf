"""Workers take duties that are due and do them: bot turns, offers and waits that run out. A bot turn
that this gateway committed starts at once, without waiting for the polling loop.

Duties are rows taken with `SKIP LOCKED` and leased: what a gateway that died has taken is taken
again by another when the lease has passed; what a leaving gateway cannot finish is given back at
once. Epochs and seqs make every duty idempotent.
"""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

import structlog

from handoff.domain.conversation.commands import EndSnooze, ExpireOffer, ExpireWait
from handoff.domain.conversation.duties import Duty, DutyKind
from handoff.domain.errors import Refusal
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.fresh_turns import LEASE, FreshTurn, FreshTurns
from handoff.services.ports.clock import Clock

log = structlog.get_logger()

CLOCK_SLACK = timedelta(seconds=5)  # more than two gateways' clocks ever differ by
STOP_SECONDS = 6.0  # what a stopping gateway waits for its duties: a turn and its commit
AT_ONCE = 32  # duties this gateway works on at the same time


class DutyWorker:
    """Offers are open for `offer_for`."""

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
        self._longest: dict[DutyKind, timedelta] = {"bot_turn": fresh.life, "offer": offer_for}
        self._running: dict[asyncio.Task[None], tuple[str, Duty, datetime]] = {}
        self._fresh = fresh
        self._beginning: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins fresh turns from now on."""
        self._fresh.serve(lambda: AT_ONCE - len(self._running))
        self._beginning = asyncio.create_task(self._begin_fresh_turns())

    async def run_once(self) -> None:
        """Takes what is due, as far as there is room, and starts on it."""
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return
        now = self._clock()
        lease = now + LEASE
        latest = {kind: now + time + CLOCK_SLACK for kind, time in self._longest.items()}
        for conversation_id, duty in await self._store.take_due(now, lease, room, latest):
            self._start(self._do(conversation_id, duty), conversation_id, duty, lease)

    async def _begin_fresh_turns(self) -> None:
        """A turn that finds no room after all is due for every gateway, this one included."""
        while True:
            fresh = await self._fresh.get()
            if len(self._running) < AT_ONCE:
                self._begin(fresh)
            else:
                await self._give_back(fresh.committed.conversation.id, fresh.turn, fresh.until)

    def _begin(self, fresh: FreshTurn) -> None:
        work = self._bot_turns.begin(fresh.committed, fresh.turn.ref)
        self._start(work, fresh.committed.conversation.id, fresh.turn, fresh.until)

    def _start(
        self, work: Awaitable[None], conversation_id: str, duty: Duty, lease: datetime
    ) -> None:
        task = asyncio.create_task(self._done(work, conversation_id, duty))
        self._running[task] = (conversation_id, duty, lease)
        task.add_done_callback(self._running.pop)

    async def finish(self) -> None:
        """Waits for what was started."""
        await asyncio.gather(*self._running)

    async def stop(self, within: float = STOP_SECONDS) -> None:
        """Finishes what is running, or gives it back to the other gateways, at once."""
        self._fresh.close()
        if self._beginning is not None:
            self._beginning.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=within)
        unfinished = dict(self._running)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        for conversation_id, duty, lease in unfinished.values():
            await self._give_back(conversation_id, duty, lease)
        for fresh in self._fresh.left():
            await self._give_back(fresh.committed.conversation.id, fresh.turn, fresh.until)

    async def _give_back(self, conversation_id: str, duty: Duty, lease: datetime) -> None:
        """Another gateway takes what cannot be given back when the lease has passed."""
        try:
            await self._store.give_back(conversation_id, duty, lease)
        except Exception:
            log.exception("duty.kept", kind=duty.kind, conversation_id=conversation_id)

    async def _do(self, conversation_id: str, duty: Duty) -> None:
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

    async def _done(self, work: Awaitable[None], conversation_id: str, duty: Duty) -> None:
        """What fails here is taken again when its lease has passed."""
        try:
            await work
        except Refusal as error:
            log.warning("duty.refused", kind=duty.kind, code=error.code)
        except Exception:
            log.exception("duty.failed", kind=duty.kind, conversation_id=conversation_id)
