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


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The browser that a member of the staff logs in with. `device` is the name of one that has logged
    in to this account before, None for any other."""

    network: ClientNetwork
    browser: str
    device: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """The first `free` attempts in a row cost nothing; each later one makes the next wait twice as
    long as the one before. All is forgotten when nobody has tried for `window_seconds`."""

    free: int
    first_seconds: float
    longest_seconds: float
    window_seconds: int


class Brakes(Protocol):
    async def press(self, key: str, brake: Brake) -> None:
        """Counts one attempt under `key`, which is kept as a keyed hash.

        Raises:
            TooManyAttempts: it came before its time, and is not counted.
            CacheDown: it cannot be counted now.
        """
        ...

    async def release(self, key: str) -> None:
        """Takes one attempt back, and the wait that it has begun: it was a good one. Raises
        CacheDown."""
        ...
