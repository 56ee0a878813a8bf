"""How many customers' sessions one network opens."""

from contextlib import suppress

from aiohttp import web

from handoff.services.errors import CacheDown
from handoff.services.ports.limits import Limits
from handoff.web.addresses import ClientNetworks

# Sessions that one network opens in a minute; a school or an office shares one.
SESSIONS_PER_NETWORK = 120
WINDOW_SECONDS = 60


class SessionLimit:
    """Counts sessions, by whichever channel they are opened."""

    def __init__(self, limits: Limits, networks: ClientNetworks) -> None:
        self._limits = limits
        self._networks = networks

    async def count(self, request: web.Request) -> None:
        """Raises TooManyAttempts."""
        network = self._networks.of(request)
        with suppress(CacheDown):  # better uncounted customers than none
            await self._limits.hit(
                f"session:{network.name}",
                limit=network.grant(SESSIONS_PER_NETWORK),
                window_seconds=WINDOW_SECONDS,
            )
