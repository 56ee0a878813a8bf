"""How busy the bots are, in the whole installation: each gateway tells what it has waiting for them.

A gateway with nothing to tell says nothing. While Valkey is away each one knows its own line only.
"""

from collections.abc import Callable

import structlog

from handoff.domain.desk.bot_load import BotLoad
from handoff.services.errors import CacheDown
from handoff.services.ports.bots import SharedBotLoads

log = structlog.get_logger()


class BotLoads:
    """`own` is what waits on this gateway."""

    def __init__(self, own: Callable[[], BotLoad], shared: SharedBotLoads) -> None:
        self.own = own
        self._shared = shared
        self._told = BotLoad()

    async def run_once(self) -> None:
        """Tells the other gateways, and the log when the bots become short of cores. Raises CacheDown."""
        before, self._told = self._told, self.own()
        if self._told.is_short_of_cores and not before.is_short_of_cores:
            seconds = round(self._told.longest.total_seconds(), 1)
            log.warning("bots.short_of_cores", waiting=self._told.waiting, longest=seconds)
        if self._told != BotLoad():
            await self._shared.tell(self._told)
        elif before != BotLoad():
            await self._shared.withdraw()

    async def everywhere(self) -> BotLoad:
        try:
            return await self._shared.everywhere()
        except CacheDown:
            return self.own()
