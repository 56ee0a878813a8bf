"""Hosts that are this machine."""

import pytest

from handoff.loopback import is_loopback


@pytest.mark.parametrize("host", ["localhost", "shop.localhost", "127.0.0.1", "127.8.0.1", "::1"])
def test_this_machine(host: str) -> None:
    """Whatever is sent there stays here."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "10.0.0.1", "::2", "192.168.1.7", "shop.example", "localhost.example", "notlocalhost"],
)
def test_other_machines(host: str) -> None:
    """Others reach these, or nobody knows who does."""
    assert not is_loopback(host)
