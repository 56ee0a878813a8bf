"""Limits on attempts, shared by all gateways: a counter that expires."""

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.domain.errors import TooManyAttempts


class ValkeyLimits:
    """Implements `Limits` with fixed windows."""

    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey

    async def hit(self, key: str, *, limit: int, window_seconds: int) -> None:
        name = f"firuze:limit:{key}"
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
            await self._valkey.decr(f"firuze:limit:{key}")
