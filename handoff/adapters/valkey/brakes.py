"""Brakes on guessing, shared by all gateways: each failure beyond some makes the next one wait
longer. Nobody is locked out, and nothing waits on the server: an attempt that comes too early is
refused, and says when to come back."""

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.errors import TooManyAttempts
from handoff.services.ports.limits import Brake

# Attempts that count, and from when on the next one may come: one hash, by Valkey's own clock, that
# is forgotten when nobody has tried for its window.
_PRESS = """
local free, first, longest, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local told = redis.call('TIME')
local now = told[1] + told[2] / 1000000
local wait = tonumber(redis.call('HGET', KEYS[1], 'until') or '0') - now
if wait > 0 then return math.ceil(wait) end
local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
if count > free then
  local pause = math.min(longest, first * 2 ^ math.min(count - free - 1, 30))
  redis.call('HSET', KEYS[1], 'until', string.format('%.3f', now + pause))
end
redis.call('EXPIRE', KEYS[1], window)
return 0
"""
_RELEASE = """
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HDEL', KEYS[1], 'until')
  if redis.call('HINCRBY', KEYS[1], 'count', -1) <= 0 then redis.call('DEL', KEYS[1]) end
end
"""


class ValkeyBrakes:
    """Implements `Brakes`."""

    def __init__(self, valkey: Redis, names: Pseudonyms) -> None:
        self._names = names
        self._press = valkey.register_script(_PRESS)
        self._release = valkey.register_script(_RELEASE)

    async def press(self, key: str, brake: Brake) -> None:
        args = [brake.free, brake.first_seconds, brake.longest_seconds, brake.window_seconds]
        with as_cache_down():
            wait = await self._press(keys=[self._name(key)], args=args)
        if wait:
            raise TooManyAttempts("rate_limited", "Too many attempts", {"retry_after": int(wait)})

    async def release(self, key: str) -> None:
        with as_cache_down():
            await self._release(keys=[self._name(key)])

    def _name(self, key: str) -> str:
        return f"firuze:brake:{self._names.of(key)}"
