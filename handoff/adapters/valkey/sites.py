"""The sites on whose pages the widget was seen: sorted sets of origins, by Unix time.

Anybody can invent a site, so the sets of those that the settings do not name are of bounded size, and
apart from the sets of those that they do.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.services.ports.clock import Clock
from handoff.services.ports.sites import Seen, Site

KEPT = 50  # sites in a set of those that nobody named


class ValkeySites:
    """Implements `Sites`."""

    def __init__(self, valkey: Redis, clock: Clock) -> None:
        self._valkey = valkey
        self._clock = clock

    async def saw(self, seen: Seen, origin: str, *, named: bool) -> None:
        name = _name(seen, named=named)
        with as_cache_down():
            async with self._valkey.pipeline() as together:
                together.zadd(name, {origin: self._clock().timestamp()})
                if not named:
                    together.zremrangebyrank(name, 0, -KEPT - 1)
                await together.execute()

    async def all(self) -> Sequence[Site]:
        loaded, begun = await self._times("loaded"), await self._times("begun")
        sites = [
            Site(origin=origin, loaded_at=loaded.get(origin), begun_at=begun.get(origin))
            for origin in loaded.keys() | begun.keys()
        ]
        return sorted(sites, key=_latest, reverse=True)

    async def _times(self, seen: Seen) -> Mapping[str, datetime]:
        with as_cache_down():
            kept: list[Any] = await self._valkey.zunion(
                [_name(seen, named=True), _name(seen, named=False)],
                aggregate="MAX",
                withscores=True,
            )
        return {origin.decode(): datetime.fromtimestamp(at, UTC) for origin, at in kept}


def _name(seen: Seen, *, named: bool) -> str:
    return f"firuze:sites:{seen}:named" if named else f"firuze:sites:{seen}"


def _latest(site: Site) -> tuple[datetime, str]:
    return max(at for at in (site.loaded_at, site.begun_at) if at is not None), site.origin
