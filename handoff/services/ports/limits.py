"""Limits on attempts, and where customers come from."""

from typing import Protocol


class Addresses(Protocol):
    """From which network address a customer came last, for some time."""

    async def remember(self, customer_id: str, address: str) -> None:
        """Raises CacheDown."""
        ...

    async def of(self, customer_id: str) -> str | None:
        """What stands for the address, the same for every customer who came from there; None if it
        is not known. Raises CacheDown."""
        ...


class Limits(Protocol):
    async def hit(self, key: str, *, limit: int, window_seconds: int) -> None:
        """Counts one attempt under `key`.

        Raises:
            TooManyAttempts: beyond `limit` in the window.
            CacheDown: it cannot be counted now.
        """
        ...

    async def undo(self, key: str) -> None:
        """Takes one attempt back: it was a good one."""
        ...
