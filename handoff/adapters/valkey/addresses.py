"""From where customers came last: keyed hashes that expire, never the addresses themselves."""

import hashlib

from redis.asyncio import Redis

from handoff.adapters.valkey.outage import as_cache_down

KEPT_SECONDS = 24 * 3600  # longer than the windows of the limits that count by address


class ValkeyAddresses:
    """Implements `Addresses`. `secret` keeps who reads Valkey from trying all addresses there are."""

    def __init__(self, valkey: Redis, secret: str) -> None:
        self._valkey = valkey
        self._key = hashlib.sha256(secret.encode()).digest()

    async def remember(self, customer_id: str, address: str) -> None:
        known_as = hashlib.blake2b(address.encode(), key=self._key, digest_size=16).hexdigest()
        with as_cache_down():
            await self._valkey.set(_name(customer_id), known_as, ex=KEPT_SECONDS)

    async def of(self, customer_id: str) -> str | None:
        with as_cache_down():
            known_as = await self._valkey.get(_name(customer_id))
        return known_as.decode() if isinstance(known_as, bytes) else None


def _name(customer_id: str) -> str:
    return f"firuze:address:{customer_id}"
