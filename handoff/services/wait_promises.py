"""Tells waiting customers how long it will take, as a range, by how long the last chats took."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from handoff.domain.conversation.commands import PromiseWait, SlipWait
from handoff.domain.conversation.state import Conversation
from handoff.domain.desk.routing import Candidate
from handoff.domain.desk.wait_promises import RECENT, Pace, giving_up_rate, pace_of, wait_range
from handoff.services.conversations import Conversations
from handoff.services.ports.clock import Clock
from handoff.services.ports.waits import WaitHistory

# The pace of a desk changes over hours; the log is asked for it this often.
PACE_LASTS = timedelta(seconds=30)


class WaitPromises:
    def __init__(self, conversations: Conversations, history: WaitHistory, clock: Clock) -> None:
        self._conversations = conversations
        self._history = history
        self._clock = clock
        self._pace: Pace | None = None
        self._giving_up = 0.0
        self._asked_at: datetime | None = None

    async def promise(self, queue: Sequence[Conversation], present: Iterable[Candidate]) -> None:
        """Promises a wait to each customer in `queue` (in its order, without an offer) who has heard none
        yet, if it can be known; and tells each whose range has passed, whether a new one is known or
        not. The slots held by offers count as taken in `present`; with nobody there, nothing is
        promised or excused."""
        now, team = self._clock(), list(present)
        untold = [
            waiting.id
            for waiting in queue
            if not waiting.promised or waiting.promised.has_passed(now)
        ]
        if not untold or not team:
            return
        await self._refresh()
        for place, conversation in enumerate(queue, start=1):
            if conversation.id in untold:
                told = wait_range(place, team, self._pace, self._giving_up)
                command = PromiseWait(low=told.low, high=told.high) if told else SlipWait()
                await self._conversations.execute(conversation.id, command)

    async def _refresh(self) -> None:
        now = self._clock()
        if self._asked_at is not None and now - self._asked_at < PACE_LASTS:
            return
        self._pace = pace_of(await self._history.service_times(RECENT))
        self._giving_up = giving_up_rate(await self._history.waits(RECENT))
        self._asked_at = now
