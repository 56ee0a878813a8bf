"""Where visitors come from, through proxies that are known and others that are not."""

from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from handoff.web.addresses import client_address, public_network

PROXIES = [ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def _request(remote: str, *forwarded: str) -> web.Request:
    headers = [("X-Forwarded-For", one) for one in forwarded]
    return make_mocked_request("POST", "/", headers=dict(headers) if headers else {}).clone(
        remote=remote
    )


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("93.184.216.34", "", "93.184.216.34"),
        ("93.184.216.34", "1.1.1.1", "93.184.216.34"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "93.184.216.34", "93.184.216.34"),
        ("127.0.0.1", "6.6.6.6, 93.184.216.34", "93.184.216.34"),
        ("127.0.0.1", "6.6.6.6, 93.184.216.34, 10.1.2.3", "93.184.216.34"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "6.6.6.6, nonsense", "127.0.0.1"),
        ("::ffff:127.0.0.1", "93.184.216.34", "93.184.216.34"),
        ("fd00::1", "2a00:1450:4001:81b::200e", "2a00:1450:4001:81b::200e"),
    ],
)
def test_only_known_proxies_are_believed(remote: str, forwarded: str, address: str) -> None:
    """Whoever writes X-Forwarded-For themselves changes nothing: the nearest unknown one counts."""
    asked = _request(remote, forwarded) if forwarded else _request(remote)
    assert client_address(asked, PROXIES) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81b::/64"),
        ("2a00:1450:4001:81b:ffff::1", "2a00:1450:4001:81b::/64"),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("172.18.0.1", None),
        ("fd00::1", None),
        ("None", None),
    ],
)
def test_a_private_address_says_nothing_of_a_visitor(address: str, network: str | None) -> None:
    """It may be a proxy's that nobody told us of: all visitors would share its limit."""
    assert public_network(address) == network
