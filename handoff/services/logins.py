"""Logging in: an address and a password against a new session, or against the way to the second step.

Between the two steps a browser holds a half session: it says whose password was right, for a quarter
of an hour, and opens nothing but the second step. A new password ends it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.errors import NotAllowed
from handoff.domain.people import StaffMember
from handoff.domain.second_factor import STEP_LIFE, NextStep, Proof
from handoff.services.password_check import PasswordCheck
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import Caller
from handoff.services.ports.people import StaffStore
from handoff.services.second_factors import SecondFactors, SetUp
from handoff.services.security_log import SecurityLog
from handoff.services.staff_sessions import SignedIn, StaffSessions


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A new session's token, which only the browser keeps, and whose it is."""

    token: str
    member: StaffMember


@dataclass(frozen=True, slots=True, kw_only=True)
class Halfway:
    """The password was right; `step` is left to do. `token` is the half session's."""

    token: str
    member: StaffMember
    step: NextStep


class HalfSessions(Protocol):
    """Signs half sessions. One is void as soon as the account has another password."""

    def sign(self, email: str, password_hash: str, ends: datetime) -> str: ...

    def email(self, token: str) -> str | None:
        """The address of the member whose password was right; None if the token was not signed here."""
        ...

    def lasts(self, token: str, password_hash: str, now: datetime) -> bool: ...


class Logins:
    """Logs members of the staff in."""

    def __init__(
        self,
        store: StaffStore,
        passwords: PasswordCheck,
        sessions: StaffSessions,
        factors: SecondFactors,
        halves: HalfSessions,
        log: SecurityLog,
        clock: Clock,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._factors = factors
        self._halves = halves
        self._log = log
        self._clock = clock

    async def log_in(self, email: str, password: str, caller: Caller) -> LoggedIn | Halfway:
        """Logs somebody in by the password, or, if more is demanded, half.

        Raises:
            NotAuthenticated: `login_failed`, whatever was wrong.
            TooManyAttempts: too early after others, or too many at once.
        """
        member, password_hash = await self._passwords.owner(email, password, caller)
        step = await self._factors.next_step(member)
        if step is None:
            return await self._signed_in(member, caller, "password")
        ends = self._clock() + STEP_LIFE
        token = self._halves.sign(member.email, password_hash, ends)
        return Halfway(token=token, member=member, step=step)

    async def remaining(self, token: str) -> Halfway | None:
        """Where somebody is between the two steps. None if it has taken too long, the password or the
        account has changed, or nothing is left to do any more."""
        email = self._halves.email(token)
        found = await self._store.by_email(email) if email is not None else None
        if found is None:
            return None
        member, password_hash = found
        if member.disabled or not self._halves.lasts(token, password_hash, self._clock()):
            return None
        step = await self._factors.next_step(member)
        return Halfway(token=token, member=member, step=step) if step is not None else None

    async def halfway(self, token: str) -> Halfway:
        """The same for somebody who goes on. Raises NotAllowed (`step_expired`) instead of None."""
        remaining = await self.remaining(token)
        if remaining is None:
            raise _expired()
        return remaining

    async def give_code(self, token: str, code: str, caller: Caller) -> tuple[LoggedIn, Proof]:
        """The second step of somebody who has one.

        Raises:
            NotAllowed: `step_expired`, `code_wrong`.
            TooManyAttempts: too early after wrong codes.
        """
        member = await self._halfway_to("code", token)
        proof = await self._factors.prove(member, code, caller)
        return await self._signed_in(member, caller, proof), proof

    async def begin_set_up(self, token: str, issuer: str) -> SetUp:
        """Begins the set-up for a member whose role demands a second step and who has none. Raises NotAllowed
        (`step_expired`)."""
        member = await self._halfway_to("set_up", token)
        return await self._factors.begin(member, issuer, replacing=False)

    async def confirm_set_up(
        self, token: str, sealed: str, code: str, caller: Caller
    ) -> tuple[LoggedIn, Sequence[str]]:
        """Turns the second step on, and signs in; with the recovery codes.

        Raises:
            NotAllowed: `step_expired`, `set_up_expired`, `code_wrong`.
            IllegalMove: `second_factor_on`: another browser was quicker.
        """
        member = await self._halfway_to("set_up", token)
        codes = await self._factors.confirm(member, sealed, code, caller)
        await self._sessions.end_all_of(member, "second_factor_changed")
        return await self._signed_in(member, caller, "set_up"), codes

    async def log_out(self, signed_in: SignedIn, caller: Caller) -> None:
        """Ends the session, and with it its consoles on every gateway."""
        await self._sessions.end(signed_in.session, "signed_out")
        await self._log.note("signed_out", signed_in.member, caller=caller)

    async def _halfway_to(self, step: NextStep, token: str) -> StaffMember:
        halfway = await self.halfway(token)
        if halfway.step != step:
            raise _expired()
        return halfway.member

    async def _signed_in(self, member: StaffMember, caller: Caller, how: str) -> LoggedIn:
        token = await self._sessions.open(member, caller.browser)
        await self._log.note("signed_in", member, caller=caller, detail=how)
        return LoggedIn(token=token, member=member)


def _expired() -> NotAllowed:
    return NotAllowed("step_expired", "That took too long: log in again")
