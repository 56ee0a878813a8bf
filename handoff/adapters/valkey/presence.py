"""Who of the staff is there: a lease for each, in one sorted set by expiry."""

import time
from collections.abc import Sequence

from redis.asyncio import Redis

_KEY = "firuze:presence"

# Longer than a reload of the console or a change of network; renewed well before.
LEASE_SECONDS = 15
RENEWAL_SECONDS = 5


class ValkeyPresence:
    """Implements `Presence`."""

    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey

    async def renew(self, staff_ids: Sequence[str]) -> None:
        if staff_ids:
            until = time.time() + LEASE_SECONDS
            await self._valkey.zadd(_KEY, dict.fromkeys(staff_ids, until))

    async def leave(self, staff_id: str) -> None:
        await self._valkey.zrem(_KEY, staff_id)

    async def online(self) -> frozenset[str]:
        await self._valkey.zremrangebyscore(_KEY, "-inf", time.time())
        members = await self._valkey.zrange(_KEY, 0, -1)
        return frozenset(member.decode() for member in members if isinstance(member, bytes))
