"""Where a request comes from, when it may have come through proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Network = IPv4Network | IPv6Network

_HOUSEHOLD = 64  # bits: of IPv6 a household has at least such a network to itself


def client_address(request: web.Request, proxies: Sequence[Network]) -> str:
    """The address of the first machine that is not one of `proxies`, which are believed: each adds
    the address of whom it heard from to the end of `X-Forwarded-For`."""
    address = _parsed(request.remote)
    told = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    while address is not None and told and any(address in proxy for proxy in proxies):
        before = _parsed(told.pop())
        if before is None:
            break
        address = before
    return str(address) if address is not None else str(request.remote)


def public_network(address: str) -> str | None:
    """What a visitor's address says of who it is: an IPv4 address, an IPv6 network of a household.
    None for a private one: that is a proxy's as likely as a visitor's."""
    parsed = _parsed(address)
    if parsed is None or not parsed.is_global:
        return None
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(ip_network((parsed, _HOUSEHOLD), strict=False))


def _parsed(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address((text or "").strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
