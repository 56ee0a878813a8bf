"""The leases of those connected to this gateway: one each, however many pages they have open.

While Valkey is away people still connect; their leases are renewed when it is back.
"""

from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Protocol

import structlog

from handoff.services.errors import CacheDown

log = structlog.get_logger()


class LeaseStore(Protocol):
    async def renew(self, ids: Sequence[str]) -> None: ...

    async def linger(self, id_: str) -> None: ...


class Leases:
    def __init__(self, store: LeaseStore) -> None:
        self._store = store
        self._pages: Counter[str] = Counter()

    @property
    def held(self) -> list[str]:
        """The ids of those who are connected here."""
        return sorted(self._pages)

    async def connected(self, id_: str) -> None:
        self._pages[id_] += 1
        await when_reachable(self._store.renew([id_]))

    async def disconnected(self, id_: str) -> None:
        """A reload is not an absence: the lease lingers."""
        self._pages[id_] -= 1
        if self._pages[id_] <= 0:
            del self._pages[id_]
            await when_reachable(self._store.linger(id_))

    async def renew(self) -> None:
        """Renews all leases; a loop calls it well within a lease's length. Raises CacheDown."""
        await self._store.renew(self.held)


async def when_reachable(change: Awaitable[None]) -> None:
    """The next renewal makes up for a change that Valkey did not hear of."""
    try:
        await change
    except CacheDown:
        log.warning("presence.unreachable")
