"""Which networks visitors come from, through proxies that are known and others that are not."""

from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from handoff.services.ports.limits import GENEROSITY, SHARED, ClientNetwork
from handoff.web.addresses import ClientNetworks
from tests.handoff.conftest import Written

PROXIES = [ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def _request(remote: str | None, *forwarded: str) -> web.Request:
    headers = {"X-Forwarded-For": ",".join(forwarded)} if forwarded else {}
    request = make_mocked_request("POST", "/", headers=headers)
    return request.clone(remote=remote)  # type: ignore[arg-type]  # its type forgets Unix sockets


def _network(remote: str | None, *forwarded: str) -> ClientNetwork:
    return ClientNetworks(PROXIES).of(_request(remote, *forwarded))


@pytest.mark.parametrize(
    ("remote", "forwarded", "network"),
    [
        ("93.184.216.34", [], "93.184.216.34"),
        ("93.184.216.34", ["1.1.1.1"], "93.184.216.34"),
        ("127.0.0.1", ["93.184.216.34"], "93.184.216.34"),
        ("127.0.0.1", ["6.6.6.6", " 93.184.216.34"], "93.184.216.34"),
        ("127.0.0.1", ["6.6.6.6", "93.184.216.34", "10.1.2.3"], "93.184.216.34"),
        ("::ffff:127.0.0.1", ["93.184.216.34"], "93.184.216.34"),
        ("fd00::1", ["2a00:1450:4001:81b::200e"], "2a00:1450:4001:81b::/64"),
    ],
)
def test_only_known_proxies_are_believed(remote: str, forwarded: list[str], network: str) -> None:
    """A client that sends X-Forwarded-For itself changes nothing: the nearest untrusted address
    counts."""
    assert _network(remote, *forwarded) == ClientNetwork(network)


def test_every_header_counts_when_proxies_add_lines_instead_of_commas() -> None:
    """A client's own line stands before the proxy's, and is not believed."""
    request = make_mocked_request(
        "POST",
        "/",
        headers=[("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "93.184.216.34")],
    ).clone(remote="127.0.0.1")
    assert ClientNetworks(PROXIES).of(request) == ClientNetwork("93.184.216.34")


@pytest.mark.parametrize(
    ("told", "network"),
    [
        ("93.184.216.34:4711", "93.184.216.34"),
        ("[2a00:1450:4001:81b::200e]:4711", "2a00:1450:4001:81b::/64"),
        ("[2a00:1450:4001:81b::200e]", "2a00:1450:4001:81b::/64"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
    ],
)
def test_a_port_behind_the_address_is_left_out(told: str, network: str) -> None:
    """Some proxies tell it, and visitors must not share one limit for that."""
    assert _network("127.0.0.1", told) == ClientNetwork(network)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81b:ffff::1", True),
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81c::200e", False),
        ("93.184.216.34", "::ffff:93.184.216.34", True),
        ("93.184.216.34", "93.184.216.35", False),
    ],
)
def test_a_household_is_one_network(one: str, other: str, *, same: bool) -> None:
    """An IPv4 address, or an IPv6 network of 64 bits, within which addresses cost nothing."""
    assert (_network(one) == _network(other)) == same


@pytest.mark.parametrize(
    ("remote", "forwarded"),
    [
        ("127.0.0.1", []),
        ("127.0.0.1", ["10.1.2.3"]),
        ("127.0.0.1", ["6.6.6.6", "nonsense"]),
        ("127.0.0.1", ["1.2.3.4:99:99"]),
        ("172.18.0.1", []),
        ("172.18.0.1", ["93.184.216.34"]),
        ("fd00::1", []),
        ("fe80::1%eth0", []),
        (None, []),
    ],
)
def test_private_and_unknown_addresses_are_one_generous_network(
    remote: str | None, forwarded: list[str]
) -> None:
    """Such an address may be a proxy's that nobody told us of: all visitors share its limit."""
    network = _network(remote, *forwarded)
    assert network == SHARED
    assert network.grant(20) == 20 * GENEROSITY
    assert ClientNetwork("93.184.216.34").grant(20) == 20


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("93.184.216.34", ClientNetwork("93.184.216.34")),
        ("2a00:1450:4001:81b::200e", ClientNetwork("2a00:1450:4001:81b::/64")),
        ("172.18.0.1", SHARED),
        (None, SHARED),
        ("127.0.0.1", None),
        ("::ffff:10.1.2.3", None),
    ],
)
def test_a_connection_of_a_proxy_is_no_network_s(
    peer: str | None, network: ClientNetwork | None
) -> None:
    """It says for whom it comes only with its requests."""
    assert ClientNetworks(PROXIES).of_peer(peer) == network


def test_the_operator_hears_once_of_a_proxy_that_is_not_trusted(written: Written) -> None:
    """By the name of the setting; of the address itself nothing is logged."""
    networks = ClientNetworks(PROXIES)
    networks.of(_request("127.0.0.1"))
    assert not written.entries
    for _ in range(2):
        networks.of(_request("172.18.0.7", "93.184.216.34"))
    (entry,) = written.entries
    assert (entry["event"], entry["setting"]) == ("proxy.not_trusted", "FIRUZE_TRUSTED_PROXIES")
    assert "172.18" not in written.everything
