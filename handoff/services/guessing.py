"""Guessing at passwords and codes is slowed down, and nobody is locked out.

Passwords: per account and network, and per network alone. Codes: per account, wherever from, because
only somebody who has the password comes so far. A browser in which the member has logged in before has
brakes of its own, which strangers cannot reach.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from handoff.domain.errors import NotAllowed, TooManyAttempts
from handoff.domain.people import StaffMember
from handoff.services.ports.limits import Brake, Brakes, Caller
from handoff.services.ports.security_log import SecurityEvent
from handoff.services.security_log import SecurityLog

FREE_PER_ACCOUNT = 5  # misses of somebody who tries what they have at hand
FREE_PER_NETWORK = 20  # an office in the morning

_OF_ACCOUNT = Brake(
    free=FREE_PER_ACCOUNT, first_seconds=2, longest_seconds=300, window_seconds=1800
)
# Ninety-six guesses a day, three codes good at a time among a million: 1 in 3,500 a day.
_OF_CODES = Brake(free=FREE_PER_ACCOUNT, first_seconds=2, longest_seconds=900, window_seconds=86400)


def password_brakes(email: str, caller: Caller) -> Sequence[tuple[str, Brake]]:
    if caller.device is not None:
        return [(f"login:{email}:device:{caller.device}", _OF_ACCOUNT)]
    network = caller.network
    free = network.grant(FREE_PER_NETWORK)
    of_network = Brake(free=free, first_seconds=2, longest_seconds=60, window_seconds=600)
    return [
        (f"login:network:{network.name}", of_network),
        (f"login:{email}:network:{network.name}", _OF_ACCOUNT),
    ]


def code_brakes(email: str, caller: Caller) -> Sequence[tuple[str, Brake]]:
    return [(f"code:{email}:device:{caller.device or ''}", _OF_CODES)]


class Guessing:
    """Counts attempts, makes those wait who miss, and notes both."""

    def __init__(self, brakes: Brakes, log: SecurityLog) -> None:
        self._brakes = brakes
        self._log = log

    @asynccontextmanager
    async def noted(
        self, miss: SecurityEvent, member: StaffMember | None, caller: Caller
    ) -> AsyncIterator[None]:
        """Notes a refusal as a `miss`, or that somebody was slowed down, and raises it again. `member`
        is whose account it is, None for an address that nobody has."""
        try:
            yield
        except NotAllowed:
            await self._log.note(miss, member, caller=caller)
            raise
        except TooManyAttempts:
            await self._log.note("slowed_down", member, caller=caller)
            raise

    @asynccontextmanager
    async def slowed(self, brakes: Sequence[tuple[str, Brake]]) -> AsyncIterator[None]:
        """Counts the attempt before it is made, so that many at once are counted too, and takes it
        back unless it was a miss.

        Raises:
            TooManyAttempts: too early after others.
        """
        pressed: list[str] = []
        try:
            for key, brake in brakes:
                await self._brakes.press(key, brake)
                pressed.append(key)
            yield
        except NotAllowed:
            raise
        except TooManyAttempts:
            await self._release(pressed)
            raise
        await self._release(pressed)

    async def _release(self, keys: list[str]) -> None:
        for key in keys:
            await self._brakes.release(key)
