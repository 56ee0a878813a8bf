"""This gateway's part in presence: whose consoles are connected here, and who is online at all.

While Valkey is away consoles still connect; their leases are renewed when it is back.
"""

from collections import Counter
from collections.abc import Awaitable

import structlog

from handoff.services.ports import CacheDown, Presence

log = structlog.get_logger()


class PresenceView:
    """Keeps the leases of the staff connected here, and remembers whether anybody is online."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self._consoles: Counter[str] = Counter()
        self._available: set[str] = set()
        self.somebody = False

    async def connected(self, staff_id: str, *, available: bool) -> None:
        self._consoles[staff_id] += 1
        await self.set_available(staff_id, available=available)

    async def disconnected(self, staff_id: str) -> None:
        """A reload of the console is not an absence: the lease lingers."""
        self._consoles[staff_id] -= 1
        if self._consoles[staff_id] <= 0:
            del self._consoles[staff_id]
            self._available.discard(staff_id)
            await _when_reachable(self._presence.linger(staff_id))

    async def set_available(self, staff_id: str, *, available: bool) -> None:
        if available and staff_id in self._consoles:
            self._available.add(staff_id)
            await _when_reachable(self._presence.renew([staff_id]))
        else:
            self._available.discard(staff_id)
            await _when_reachable(self._presence.leave(staff_id))
        await _when_reachable(self.refresh())

    async def renew(self) -> None:
        """To be called well within a lease's length."""
        await self._presence.renew(sorted(self._available))
        await self.refresh()

    async def refresh(self) -> None:
        self.somebody = bool(await self._presence.online())


async def _when_reachable(change: Awaitable[None]) -> None:
    """The next renewal makes up for a change that Valkey did not hear of."""
    try:
        await change
    except CacheDown:
        log.warning("presence.unreachable")
