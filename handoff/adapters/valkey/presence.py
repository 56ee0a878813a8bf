"""Presence of staff and customers: a lease for each, in a sorted set by expiry.

All by Valkey's own clock, as scripts that run there. If that clock is set, or Valkey forgets, the
leases of those connected to this gateway are renewed before anybody is counted, and a lease that
ends later than any can is none.
"""

from collections.abc import Collection, Iterable, Sequence

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down

STAFF_KEY = "firuze:presence"
CUSTOMERS_KEY = "firuze:presence:customers"

# Longer than a change of network takes; renewed well before.
LEASE_SECONDS = 15
RENEWAL_SECONDS = 5

# What is left of a lease when a page goes: longer than a reload takes, and than another gateway
# needs to renew the lease of somebody who has a second page open there.
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
# The first argument says how many of the others are to be renewed.
_AMONG = f"""{_NOW}
local renewed = tonumber(ARGV[1])
for i = 2, renewed + 1 do redis.call('ZADD', KEYS[1], now + {LEASE_SECONDS}, ARGV[i]) end
local there = {{}}
for i = renewed + 2, #ARGV do
    local ends = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or '0')
    if now < ends and ends < now + {LEASE_SECONDS + 1} then there[#there + 1] = ARGV[i] end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return there
"""


class ValkeyPresence:
    """Implements `Presence` and `CustomerPresence`, under a key of its own for each."""

    def __init__(self, valkey: Redis, key: str = STAFF_KEY) -> None:
        self._here: set[str] = set()  # whose pages are connected to this gateway
        self._key = key
        self._among = valkey.register_script(_AMONG)
        self._renew = valkey.register_script(_RENEW)
        self._linger = valkey.register_script(_LINGER)
        self._online = valkey.register_script(_ONLINE)
        self._valkey = valkey

    async def renew(self, ids: Sequence[str]) -> None:
        self._here.update(ids)
        with as_cache_down():
            await self._renew(keys=[self._key], args=_arguments(ids))

    async def linger(self, id_: str) -> None:
        self._here.discard(id_)
        with as_cache_down():
            await self._linger(keys=[self._key], args=[id_])

    async def leave(self, id_: str) -> None:
        self._here.discard(id_)
        with as_cache_down():
            await self._valkey.zrem(self._key, id_)

    async def online(self) -> frozenset[str]:
        with as_cache_down():
            members = await self._online(keys=[self._key], args=_arguments(self._here))
        return _decoded(members)

    async def among(self, ids: Collection[str]) -> frozenset[str]:
        here = _arguments(self._here.intersection(ids))
        with as_cache_down():
            members = await self._among(keys=[self._key], args=[len(here), *here, *_arguments(ids)])
        return _decoded(members)


def _decoded(members: Iterable[bytes]) -> frozenset[str]:
    return frozenset(member.decode() for member in members)


def _arguments(staff_ids: Iterable[str]) -> list[str | bytes | float]:
    return [*sorted(staff_ids)]
