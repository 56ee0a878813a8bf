"""Who of the staff is there: a lease for each, in one sorted set by expiry."""

import time
from collections.abc import Sequence

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down

_KEY = "firuze:presence"

# Longer than a change of network takes; renewed well before.
LEASE_SECONDS = 15
RENEWAL_SECONDS = 5

# What is left of a lease when a console goes: longer than a reload takes, and than another
# gateway needs to renew the lease of somebody who has a second console open there.
LINGER_SECONDS = 7


class ValkeyPresence:
    """Implements `Presence`."""

    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey

    async def renew(self, staff_ids: Sequence[str]) -> None:
        if staff_ids:
            until = time.time() + LEASE_SECONDS
            with as_cache_down():
                await self._valkey.zadd(_KEY, dict.fromkeys(staff_ids, until))

    async def linger(self, staff_id: str) -> None:
        until = time.time() + LINGER_SECONDS
        with as_cache_down():
            await self._valkey.zadd(_KEY, {staff_id: until}, xx=True, lt=True)

    async def leave(self, staff_id: str) -> None:
        with as_cache_down():
            await self._valkey.zrem(_KEY, staff_id)

    async def online(self) -> frozenset[str]:
        with as_cache_down():
            await self._valkey.zremrangebyscore(_KEY, "-inf", time.time())
            members = await self._valkey.zrange(_KEY, 0, -1)
        return frozenset(member.decode() for member in members if isinstance(member, bytes))
