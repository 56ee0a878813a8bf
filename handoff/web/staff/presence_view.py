"""This gateway's part in presence: whose consoles are connected here, and whether anybody is there.

While Valkey is away consoles still connect; their leases are renewed when it is back.
"""

from collections import Counter
from collections.abc import Awaitable

import structlog

from handoff.services.errors import CacheDown
from handoff.services.ports.people import Presence, StaffStore

log = structlog.get_logger()


class PresenceView:
    """Keeps the leases of the staff connected here. `somebody` remembers whether anyone is online
    who takes chats."""

    def __init__(self, presence: Presence, staff: StaffStore) -> None:
        self._presence = presence
        self._staff = staff
        self._consoles: Counter[str] = Counter()
        self.somebody = False

    async def connected(self, staff_id: str) -> None:
        self._consoles[staff_id] += 1
        await _when_reachable(self._presence.renew([staff_id]))
        await self.refresh()

    async def disconnected(self, staff_id: str) -> None:
        """A reload of the console is not an absence: the lease lingers."""
        self._consoles[staff_id] -= 1
        if self._consoles[staff_id] <= 0:
            del self._consoles[staff_id]
            await _when_reachable(self._presence.linger(staff_id))

    async def left(self, staff_id: str) -> None:
        """Logged out: gone at once, unless another console renews the lease."""
        await _when_reachable(self._presence.leave(staff_id))
        await self.refresh()

    async def disabled(self) -> frozenset[str]:
        """Those connected here whose accounts have been disabled."""
        here = await self._staff.loads(sorted(self._consoles)) if self._consoles else ()
        return frozenset(one.member.id for one in here if one.member.disabled)

    async def renew(self) -> None:
        """To be called well within a lease's length. Raises CacheDown."""
        await self._presence.renew(sorted(self._consoles))
        await self._look_around()

    async def refresh(self) -> None:
        """After a change; while Valkey is away what was known stands."""
        await _when_reachable(self._look_around())

    async def _look_around(self) -> None:
        online = await self._presence.online()
        loads = await self._staff.loads(sorted(online)) if online else ()
        self.somebody = any(one.member.takes_chats for one in loads)


async def _when_reachable(change: Awaitable[None]) -> None:
    """The next renewal makes up for a change that Valkey did not hear of."""
    try:
        await change
    except CacheDown:
        log.warning("presence.unreachable")
