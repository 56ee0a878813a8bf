"""Limits on attempts, shared by all gateways: a counter that expires."""

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.errors import TooManyAttempts

# A counter that has expired meanwhile stays gone: it would never expire again.
_UNDO = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"


class ValkeyLimits:
    """Implements `Limits` with fixed windows."""

    def __init__(self, valkey: Redis, names: Pseudonyms) -> None:
        self._valkey = valkey
        self._names = names
        self._undo = valkey.register_script(_UNDO)

    def name(self, key: str) -> str:
        """Where `key` is counted."""
        return f"firuze:limit:{self._names.of(key)}"

    async def hit(self, key: str, *, limit: int, window_seconds: int) -> None:
        name = self.name(key)
        with as_cache_down():
            async with self._valkey.pipeline(transaction=True) as pipeline:
                pipeline.incr(name)
                pipeline.expire(name, window_seconds, nx=True)
                pipeline.ttl(name)
                count, _, left = await pipeline.execute()
        if count > limit:
            raise TooManyAttempts(
                "rate_limited", "Too many attempts", {"retry_after": max(int(left), 1)}
            )

    async def undo(self, key: str) -> None:
        with as_cache_down():
            await self._undo(keys=[self.name(key)])
