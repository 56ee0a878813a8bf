"""Limits on attempts, and the networks that customers come from."""

from dataclasses import dataclass
from typing import Protocol

# How much more a network is granted that anybody may be in.
GENEROSITY = 10


@dataclass(frozen=True, slots=True)
class ClientNetwork:
    """Stands for the household, school or office that a request comes from."""

    name: str

    def grant(self, limit: int) -> int:
        """What this network may do where one household may do `limit`."""
        return limit * GENEROSITY if self == SHARED else limit


# All private and unknown addresses together: such an address is a proxy's as likely as a client's,
# and then everybody behind it has it.
SHARED = ClientNetwork("shared")


class Addresses(Protocol):
    """The network that a customer came from last, for some time."""

    async def remember(self, customer_id: str, network: ClientNetwork) -> None:
        """Raises CacheDown."""
        ...

    async def of(self, customer_id: str) -> ClientNetwork:
        """The network under a name of its own, the same for every customer who came from there;
        `SHARED` if it is not known. Raises CacheDown."""
        ...


class Limits(Protocol):
    async def hit(self, key: str, *, limit: int, window_seconds: int) -> None:
        """Counts one attempt under `key`, which may hold what nobody should read: it is kept as a
        keyed hash.

        Raises:
            TooManyAttempts: beyond `limit` in the window.
            CacheDown: it cannot be counted now.
        """
        ...

    async def undo(self, key: str) -> None:
        """Takes one attempt back: it was a good one. Raises CacheDown."""
        ...
