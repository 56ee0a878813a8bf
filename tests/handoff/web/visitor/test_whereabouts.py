"""From where customers write, as the limits on what the bot does for them will ask."""

from ipaddress import ip_network

from aiohttp.test_utils import make_mocked_request
from redis.asyncio import Redis

from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.services.ports.limits import SHARED
from handoff.web.addresses import ClientNetworks
from handoff.web.visitor.whereabouts import RENEWED_SECONDS, Trace, Whereabouts


def _trace(addresses: ValkeyAddresses, customer_id: str, address: str) -> Trace:
    networks = ClientNetworks([ip_network("127.0.0.0/8")])
    headers = {"X-Forwarded-For": address}
    request = make_mocked_request("GET", "/socket.io/", headers=headers).clone(remote="127.0.0.1")
    return Whereabouts(networks, addresses).trace(customer_id, request)


async def test_a_socket_is_noted_again_while_it_is_used(valkey: Redis) -> None:
    """Its network is known however long it lives, and however often Valkey forgets."""
    addresses = ValkeyAddresses(valkey, Pseudonyms("secret-of-the-tests"))
    trace = _trace(addresses, "nika", "93.184.216.34")
    await trace.renew()
    home = await addresses.of("nika")
    assert home != SHARED
    await valkey.flushall()
    await trace.renew()
    assert await addresses.of("nika") == SHARED, "it was noted a moment ago"
    assert trace.noted_at is not None
    trace.noted_at -= RENEWED_SECONDS + 1
    await trace.renew()
    assert await addresses.of("nika") == home


async def test_a_valkey_that_is_down_keeps_nobody_from_writing() -> None:
    """The network is noted once Valkey is back."""
    away = Redis.from_url("redis://127.0.0.1:1")
    trace = _trace(ValkeyAddresses(away, Pseudonyms("secret")), "nika", "93.184.216.34")
    await trace.renew()
    assert trace.noted_at is None
    await away.aclose()
