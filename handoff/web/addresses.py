"""Which network a request comes from, when it may have come through proxies."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog
from aiohttp import web

from handoff.services.ports.limits import SHARED, ClientNetwork

log = structlog.get_logger()

Network = IPv4Network | IPv6Network

_HOUSEHOLD = 64  # bits: of IPv6 a household has at least such a network to itself

# Proxies may add the port: 203.0.113.7:4711, [2001:db8::1]:4711.
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\](?::\d{1,5})?|(\d[\d.]{6,14}):\d{1,5}")


class ClientNetworks:
    """Tells the network of a request, the same way for every limit."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        """`proxies` are believed: each adds the address of whom it heard from to the end of
        `X-Forwarded-For`."""
        self._proxies = proxies
        self._warned = False

    def of(self, request: web.Request) -> ClientNetwork:
        """The network of the first machine that is not one of the proxies."""
        network = _network(self._client(request))
        if network == SHARED:
            self._warn(request)
        return network

    def of_peer(self, address: str | None) -> ClientNetwork | None:
        """The network of a connection, of which no request has come yet; None for a proxy."""
        parsed = _parsed(address)
        return None if self._trusts(parsed) else _network(parsed)

    def _client(self, request: web.Request) -> IPv4Address | IPv6Address | None:
        address = _parsed(request.remote)
        told = _told(request)
        while told and self._trusts(address):
            before = _parsed(told.pop())
            if before is None:
                break
            address = before
        return address

    def _trusts(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in proxy for proxy in self._proxies)

    def _warn(self, request: web.Request) -> None:
        """Tells the operator once that a proxy seems to be missing among the trusted ones."""
        if not self._warned and not self._trusts(_parsed(request.remote)) and _told(request):
            self._warned = True
            log.warning("proxy.not_trusted", setting="FIRUZE_TRUSTED_PROXIES")


def _network(address: IPv4Address | IPv6Address | None) -> ClientNetwork:
    if address is None or not address.is_global:
        return SHARED
    if isinstance(address, IPv4Address):
        return ClientNetwork(str(address))
    return ClientNetwork(str(ip_network((address, _HOUSEHOLD), strict=False)))


def _told(request: web.Request) -> list[str]:
    """The addresses that proxies tell, the nearest last."""
    headers = request.headers.getall("X-Forwarded-For", [])
    return [address for header in headers for address in header.split(",")]


def _parsed(text: str | None) -> IPv4Address | IPv6Address | None:
    plain = (text or "").strip()
    with_port = _WITH_PORT.fullmatch(plain)
    try:
        address = ip_address((with_port[1] or with_port[2]) if with_port else plain)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
