"""The networks that customers write from, noted for the limits on what the bot does for them.

The bot asks for an order on behalf of a conversation, some time after the message, perhaps at another
gateway: no request of the customer's is at hand there.
"""

import time
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from handoff.services.errors import CacheDown
from handoff.services.ports.limits import Addresses, ClientNetwork
from handoff.web.addresses import ClientNetworks

RENEWED_SECONDS = 60.0  # a network that was noted so lately is not noted again


@dataclass(slots=True)
class Trace:
    """One socket's network. It is that of the request which opened the socket."""

    addresses: Addresses
    customer_id: str
    network: ClientNetwork
    noted_at: float | None = None

    async def renew(self) -> None:
        """Notes that the customer is writing from there. A socket that lives for days goes on
        counting for where it is."""
        now = time.monotonic()
        if self.noted_at is None or now - self.noted_at > RENEWED_SECONDS:
            with suppress(CacheDown):
                await self.addresses.remember(self.customer_id, self.network)
                self.noted_at = now


class Whereabouts:
    def __init__(self, networks: ClientNetworks, addresses: Addresses) -> None:
        self._networks = networks
        self._addresses = addresses

    def trace(self, customer_id: str, request: web.Request) -> Trace:
        return Trace(self._addresses, customer_id, self._networks.of(request))
