"""Bot turns that a gateway begins as soon as it has committed them.

Such a turn is committed with its lease: no other gateway finds it due, and nothing stands between its
commit and the bot. If the gateway dies, another one takes the turn when the lease has passed, as with
any duty.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.conversation.duties import Duty
from handoff.services.signals import Committed

LEASE = timedelta(seconds=8)  # longer than the bot's limit and the commit after it


@dataclass(frozen=True, slots=True)
class FreshTurn:
    """A turn to begin, and the end of its lease."""

    committed: Committed
    turn: Duty
    until: datetime


class FreshTurns:
    """A mailbox between the commits of a gateway and the worker that begins turns. A turn may wait
    `gathered_within` for further lines before the bot is asked."""

    def __init__(self, gathered_within: timedelta = timedelta(0)) -> None:
        self.life = LEASE + gathered_within  # of a lease
        self._waiting: asyncio.Queue[FreshTurn] = asyncio.Queue()
        self._room: Callable[[], int] = _none

    def serve(self, room: Callable[[], int]) -> None:
        """The worker takes turns from now on; `room` tells how many more it could begin now."""
        self._room = room

    def close(self) -> None:
        """No more turns are leased: they are due for every gateway."""
        self._room = _none

    def lease(self, turn: Duty) -> datetime | None:
        """Until when this gateway holds `turn` if it commits it now; None if it has no room for it."""
        return turn.at + self.life if self._waiting.qsize() < self._room() else None

    def put(self, committed: Committed) -> None:
        """Puts in the turn that was committed with its lease, if any."""
        if committed.turn is not None:
            turn = committed.turn
            self._waiting.put_nowait(FreshTurn(committed, turn, turn.at + self.life))

    async def get(self) -> FreshTurn:
        return await self._waiting.get()

    def left(self) -> list[FreshTurn]:
        """Takes out all that nobody has begun."""
        return [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]


def _none() -> int:
    return 0
