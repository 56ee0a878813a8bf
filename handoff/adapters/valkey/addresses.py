"""The networks that customers came from last: keyed hashes that expire, never the addresses."""

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.services.ports.limits import SHARED, ClientNetwork

KEPT_SECONDS = 24 * 3600  # longer than the windows of the limits that count by network


class ValkeyAddresses:
    """Implements `Addresses`."""

    def __init__(self, valkey: Redis, names: Pseudonyms) -> None:
        self._valkey = valkey
        self._names = names

    async def remember(self, customer_id: str, network: ClientNetwork) -> None:
        known_as = network.name if network == SHARED else self._names.of(network.name)
        with as_cache_down():
            await self._valkey.set(_name(customer_id), known_as, ex=KEPT_SECONDS)

    async def of(self, customer_id: str) -> ClientNetwork:
        with as_cache_down():
            known_as = await self._valkey.get(_name(customer_id))
        return ClientNetwork(known_as.decode()) if isinstance(known_as, bytes) else SHARED


def _name(customer_id: str) -> str:
    return f"firuze:address:{customer_id}"
