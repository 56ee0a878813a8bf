"""This gateway's part in presence: whose consoles are connected here, and whether anybody is there."""

from handoff.services.ports.people import Presence, StaffStore
from handoff.web.leases import Leases, when_reachable


class PresenceView:
    """Keeps the leases of the staff connected here. `somebody` remembers whether anyone is online
    who takes chats."""

    def __init__(self, presence: Presence, staff: StaffStore) -> None:
        self._presence = presence
        self._staff = staff
        self._leases = Leases(presence)
        self.somebody = False

    async def connected(self, staff_id: str) -> None:
        await self._leases.connected(staff_id)
        await self.refresh()

    async def disconnected(self, staff_id: str) -> None:
        await self._leases.disconnected(staff_id)

    async def left(self, staff_id: str) -> None:
        """Logged out: gone at once, unless another console is here or renews the lease elsewhere."""
        if staff_id not in self._leases.held:
            await when_reachable(self._presence.leave(staff_id))
        await self.refresh()

    async def renew(self) -> None:
        """Renews all leases; a loop calls it well within a lease's length. Raises CacheDown."""
        await self._leases.renew()
        await self._look_around()

    async def refresh(self) -> None:
        """Reads presence again after a change; while Valkey is away what was known stands."""
        await when_reachable(self._look_around())

    async def _look_around(self) -> None:
        online = await self._presence.online()
        loads = await self._staff.loads(sorted(online)) if online else ()
        self.somebody = any(load.member.takes_chats for load in loads)
