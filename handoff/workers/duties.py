"""Takes duties that are due and does them: bot turns, offers and waits that run out. Of a turn that was
committed here nobody needs to look whether it is due: it is begun at once.

Duties are rows taken with `SKIP LOCKED` and leased: what a gateway that died has taken is taken
again by another when the lease has passed. Epochs and seqs make doing one twice harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from handoff.domain.commands import EndSnooze, ExpireOffer, ExpireWait
from handoff.domain.conversation import Duty
from handoff.domain.errors import DomainError
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.ports import Clock, Committed, ConversationStore

log = structlog.get_logger()

LEASE = timedelta(seconds=8)  # longer than the bot's limit and the commit after it
STOP_SECONDS = 1.0  # what a stopping gateway waits for its duties
AT_ONCE = 32  # duties this gateway works on at the same time


class DutyWorker:
    """`after_expiry` is called when an offer has run out: the queue has changed."""

    def __init__(
        self,
        store: ConversationStore,
        conversations: Conversations,
        bot_turns: BotTurns,
        clock: Clock,
        after_expiry: Callable[[], None],
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._bot_turns = bot_turns
        self._clock = clock
        self._after_expiry = after_expiry
        self._running: set[asyncio.Task[None]] = set()

    async def run_once(self) -> None:
        """Takes what is due, as far as there is room, and starts on it."""
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return
        now = self._clock()
        for conversation_id, duty in await self._store.take_due(now, now + LEASE, room):
            self._start(self._do(conversation_id, duty), conversation_id, duty)

    def begin_turn(self, committed: Committed) -> None:
        """Starts on the bot's turn that was just committed here. Without room it is left to whoever
        looks next for what is due."""
        duty = committed.duty
        if duty is not None and duty.kind == "bot_turn" and len(self._running) < AT_ONCE:
            conversation_id, now = committed.conversation.id, self._clock()
            lease = self._store.take(conversation_id, duty, now, now + LEASE)
            turn = self._bot_turns.begin(committed, duty.ref, lease)
            self._start(turn, conversation_id, duty)

    def _start(self, work: Awaitable[None], conversation_id: str, duty: Duty) -> None:
        task = asyncio.create_task(self._done(work, conversation_id, duty))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Waits for what was started."""
        await asyncio.gather(*self._running)

    async def stop(self) -> None:
        """Grants what is running a moment, then leaves it to the lease and to another gateway."""
        if self._running:
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _do(self, conversation_id: str, duty: Duty) -> None:
        match duty.kind:
            case "bot_turn":
                await self._bot_turns.take(conversation_id, duty.ref)
            case "offer":
                await self._conversations.execute(conversation_id, ExpireOffer(epoch=duty.ref))
                self._after_expiry()
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
        except DomainError as error:
            log.warning("duty.refused", kind=duty.kind, code=error.code)
        except Exception:
            log.exception("duty.failed", kind=duty.kind, conversation_id=conversation_id)
