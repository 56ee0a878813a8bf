"""Who of the staff is there: a lease for each, in one sorted set by expiry.

All by Valkey's own clock, as scripts that run there. If that clock is set, or Valkey forgets, the
leases of this gateway's consoles are renewed before anybody is counted, and a lease that ends later
than any can is none.
"""

from collections.abc import Iterable, Sequence

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down

_KEY = "firuze:presence"

# Longer than a change of network takes; renewed well before.
LEASE_SECONDS = 15
RENEWAL_SECONDS = 5

# What is left of a lease when a console goes: longer than a reload takes, and than another
# gateway needs to renew the lease of somebody who has a second console open there.
LINGER_SECONDS = 7

_NOW = """
local told = redis.call('TIME')
local now = told[1] + told[2] / 1000000
"""
_RENEW = f"""{_NOW}
for _, id in ipairs(ARGV) do redis.call('ZADD', KEYS[1], now + {LEASE_SECONDS}, id) end
"""
_LINGER = f"""{_NOW}
redis.call('ZADD', KEYS[1], 'XX', 'LT', now + {LINGER_SECONDS}, ARGV[1])
"""
_ONLINE = f"""{_RENEW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + {LEASE_SECONDS + 1}, '+inf')
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""


class ValkeyPresence:
    """Implements `Presence`."""

    def __init__(self, valkey: Redis) -> None:
        self._here: set[str] = set()  # whose consoles are connected to this gateway
        self._renew = valkey.register_script(_RENEW)
        self._linger = valkey.register_script(_LINGER)
        self._online = valkey.register_script(_ONLINE)
        self._valkey = valkey

    async def renew(self, staff_ids: Sequence[str]) -> None:
        self._here.update(staff_ids)
        with as_cache_down():
            await self._renew(keys=[_KEY], args=_arguments(staff_ids))

    async def linger(self, staff_id: str) -> None:
        self._here.discard(staff_id)
        with as_cache_down():
            await self._linger(keys=[_KEY], args=[staff_id])

    async def leave(self, staff_id: str) -> None:
        self._here.discard(staff_id)
        with as_cache_down():
            await self._valkey.zrem(_KEY, staff_id)

    async def online(self) -> frozenset[str]:
        with as_cache_down():
            members = await self._online(keys=[_KEY], args=_arguments(self._here))
        return frozenset(member.decode() for member in members)


def _arguments(staff_ids: Iterable[str]) -> list[str | bytes | float]:
    return [*sorted(staff_ids)]
