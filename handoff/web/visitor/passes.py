"""The passes by which customers' sockets were let in, and their end."""

import time
from collections.abc import Iterable
from datetime import timedelta

from handoff.domain.errors import TooManyAttempts
from handoff.services.visits import Pass, Visits

SOCKETS_PER_CONVERSATION = 30  # tabs and devices of one customer

# A token may be revoked while a socket is being admitted by it.
_OVERLAP = timedelta(seconds=30)


class Passes:
    """Those of the sockets of one namespace that are connected here."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._held: dict[str, Pass] = {}
        self._looked_at = time.monotonic()

    def hold(self, sid: str, granted: Pass) -> None:
        self._held[sid] = granted

    def drop(self, sid: str) -> None:
        self._held.pop(sid, None)

    async def ended(self) -> list[str]:
        """The sockets whose tokens have run out or were revoked."""
        began = time.monotonic()
        span = timedelta(seconds=began - self._looked_at) + _OVERLAP
        ended = await self._visits.ended(self._held.values(), span)
        self._looked_at = began
        return [sid for sid, granted in self._held.items() if granted in ended]


def demand_room(inside: Iterable[object]) -> None:
    """Raises TooManyAttempts if as many sockets as may be are in a conversation."""
    if sum(1 for _ in inside) >= SOCKETS_PER_CONVERSATION:
        raise TooManyAttempts("rate_limited", "Too many connections", {"retry_after": 10})
