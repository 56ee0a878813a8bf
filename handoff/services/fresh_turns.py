"""Bot turns that a gateway begins as soon as it has committed them.

Such a turn is committed with its lease: no other gateway finds it due, and nothing stands between its
commit and the bot. The worker renews the lease for as long as it works on the turn, so the lease is
short: if the gateway dies, another one takes the turn soon after, as with any duty.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.conversation.duties import Duty
from handoff.services.ports.conversations import LeasedDuty
from handoff.services.signals import Committed

# A customer whose gateway dies waits for so long; a gateway that stands still for longer may have its
# turns taken. Renewed twice a second.
LEASE = timedelta(seconds=1.5)


@dataclass(frozen=True, slots=True)
class FreshTurn:
    """A turn to begin, and the lease it was committed with."""

    committed: Committed
    leased: LeasedDuty


class FreshTurns:
    """A mailbox between the commits of a gateway and the worker that begins turns."""

    def __init__(self) -> None:
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
        return turn.at + LEASE if self._waiting.qsize() < self._room() else None

    def put(self, committed: Committed) -> None:
        """Puts in the turn that was committed with its lease, if any."""
        if committed.turn is not None:
            turn, chat = committed.turn, committed.conversation.id
            leased = LeasedDuty(conversation_id=chat, duty=turn, until=turn.at + LEASE)
            self._waiting.put_nowait(FreshTurn(committed, leased))

    async def get(self) -> FreshTurn:
        return await self._waiting.get()

    def left(self) -> list[FreshTurn]:
        """Takes out all that nobody has begun."""
        return [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]


def _none() -> int:
    return 0
