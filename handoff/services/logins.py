"""Logging in: an address and a password against a new session.

Guessing is slowed down, per account and network and per network alone, and nobody is locked out: a
browser in which the member has logged in before has a brake of its own, which strangers cannot reach.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handoff.domain.errors import NotAllowed, NotAuthenticated, TooManyAttempts
from handoff.domain.people import StaffMember
from handoff.services.passwords import Passwords
from handoff.services.ports.limits import Brake, Brakes, ClientNetwork
from handoff.services.ports.people import StaffStore
from handoff.services.staff import NO_PASSWORD
from handoff.services.staff_sessions import StaffSessions

FREE_PER_ACCOUNT = 5  # misses of somebody who tries what they have at hand
FREE_PER_NETWORK = 20  # an office in the morning

_OF_ACCOUNT = Brake(
    free=FREE_PER_ACCOUNT, first_seconds=2, longest_seconds=300, window_seconds=1800
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The browser that somebody logs in with. `device` is the name of one that has logged in to this
    account before, None for any other."""

    network: ClientNetwork
    browser: str
    device: str | None = None


class Logins:
    """Logs members of the staff in. `decoy` is a hash that no password matches: an address that
    nobody has costs the same work as any other, so that the time of the answer does not tell who
    works here."""

    def __init__(
        self,
        store: StaffStore,
        passwords: Passwords,
        sessions: StaffSessions,
        brakes: Brakes,
        decoy: str,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._brakes = brakes
        self._decoy = decoy

    async def log_in(self, email: str, password: str, caller: Caller) -> tuple[str, StaffMember]:
        """A new session's token, which only the browser keeps, and the member.

        Raises:
            NotAuthenticated: `login_failed`, whatever was wrong.
            TooManyAttempts: too early after others, or too many at once.
        """
        email = email.strip().casefold()
        async with self._braked(email, caller):
            member = await self._proven(email, password)
        return await self._sessions.open(member, caller.browser), member

    @asynccontextmanager
    async def _braked(self, email: str, caller: Caller) -> AsyncIterator[None]:
        """Counts the attempt before it is made, so that many at once are counted too, and takes it
        back unless it was a miss."""
        pressed: list[str] = []
        try:
            for key, brake in _brakes_of(email, caller):
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

    async def _proven(self, email: str, password: str) -> StaffMember:
        found = await self._store.by_email(email)
        member, known_hash = found or (None, NO_PASSWORD)
        matches = await self._passwords.verify(password, known_hash or self._decoy)
        if member is None or not matches or member.disabled:
            raise NotAuthenticated("login_failed", "The e-mail address or the password is wrong")
        return member


def _brakes_of(email: str, caller: Caller) -> list[tuple[str, Brake]]:
    if caller.device is not None:
        return [(f"login:{email}:device:{caller.device}", _OF_ACCOUNT)]
    network = caller.network
    free = network.grant(FREE_PER_NETWORK)
    of_network = Brake(free=free, first_seconds=2, longest_seconds=60, window_seconds=600)
    return [
        (f"login:network:{network.name}", of_network),
        (f"login:{email}:network:{network.name}", _OF_ACCOUNT),
    ]
