"""Which hosts are this machine, so that what is sent to them goes over no wire."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on `host`: an address, or `localhost` and the names
    below it (RFC 6761)."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
