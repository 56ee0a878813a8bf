"""What members of the staff do to their own account, at their console.

A console that somebody has left open is not enough for what opens the account: the password is asked for
again, and a code where there is a second step.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from handoff.domain.errors import IllegalMove
from handoff.domain.people import Names, StaffMember
from handoff.domain.second_factor import SecondFactor
from handoff.domain.sessions import StaffSession
from handoff.services.errors import CacheDown
from handoff.services.password_check import PasswordCheck
from handoff.services.ports.limits import Caller, Limits
from handoff.services.ports.security_log import MEMBER
from handoff.services.second_factors import SecondFactors, SetUp
from handoff.services.security_log import SecurityLog
from handoff.services.signals import MemberChanged, Signal
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import SignedIn, StaffSessions

# Changes of names that one member may make within an hour: each is read by all their customers and kept in the
# security log.
RENAMES_AT_MOST = 20
WINDOW_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What somebody shows to be the one whose console it is; `code` may be empty where there is no
    second step."""

    password: str
    code: str = ""


class OwnAccount:
    """Changes the account of the member who asks, and ends their other sessions where that matters."""

    def __init__(
        self,
        passwords: PasswordCheck,
        sessions: StaffSessions,
        factors: SecondFactors,
        directory: StaffDirectory,
        log: SecurityLog,
        limits: Limits,
        publish: Callable[[Signal], None],
    ) -> None:
        self._passwords = passwords
        self._sessions = sessions
        self._factors = factors
        self._directory = directory
        self._log = log
        self._limits = limits
        self._publish = publish

    async def rename(self, member: StaffMember, names: Names, caller: Caller) -> StaffMember:
        """The member calls themselves so from now on; all their consoles hear of it. Where the names are what they
        were, nothing happens.

        Raises:
            InvalidInput: as `Names.readable` refuses.
            TooManyAttempts: they have changed them often within the hour.
        """
        with suppress(CacheDown):  # better an uncounted change than none
            await self._limits.hit(
                f"rename:{member.id}", limit=RENAMES_AT_MOST, window_seconds=WINDOW_SECONDS
            )
        renamed = await self._directory.rename(member, names, by=MEMBER, caller=caller)
        if renamed != member:
            self._publish(MemberChanged(member=renamed))
        return renamed

    async def change_password(
        self, signed_in: SignedIn, current: str, password: str, caller: Caller
    ) -> None:
        """Gives the member another password, and ends their other sessions.

        Raises:
            NotAllowed: `password_wrong`: the current one is another.
            InvalidInput: as `check_password` refuses the new one.
            TooManyAttempts: too early after others, or too many at once.
        """
        await self._passwords.demand(signed_in.member, current, caller)
        await self._directory.set_password(
            signed_in.member, password, by=MEMBER, how="own", but=signed_in.session
        )

    async def sessions(self, member: StaffMember) -> Sequence[StaffSession]:
        """The member's sessions that last, the last seen first."""
        return await self._sessions.of(member)

    async def end_session(self, member: StaffMember, session_id: str, caller: Caller) -> None:
        """Raises NotFound for a session that is not the member's."""
        await self._sessions.end_one_of(member, session_id)
        await self._log.note("session_ended", member, caller=caller, detail=session_id)

    async def end_other_sessions(self, signed_in: SignedIn, caller: Caller) -> None:
        ended = await self._sessions.end_all_of(signed_in.member, "ended", but=signed_in.session)
        if ended:
            await self._log.note("session_ended", signed_in.member, caller=caller, detail="others")

    async def second_factor(self, member: StaffMember) -> tuple[SecondFactor | None, bool]:
        """The second step as it is, and whether the member's role demands one."""
        return await self._factors.of(member), self._factors.demands_of(member)

    async def begin(self, member: StaffMember, shown: Proven, caller: Caller, issuer: str) -> SetUp:
        """Begins to set up a second step, or another telephone. Raises as `_demand` does."""
        await self._demand(member, shown, caller)
        replacing = await self._factors.of(member) is not None
        return await self._factors.begin(member, issuer, replacing=replacing)

    async def confirm(
        self, signed_in: SignedIn, sealed: str, code: str, caller: Caller
    ) -> Sequence[str]:
        """Turns on what was begun, and ends the member's other sessions. The recovery codes.

        Raises:
            NotAllowed: `set_up_expired`, `code_wrong`.
            IllegalMove: `second_factor_on`: another browser was quicker.
        """
        codes = await self._factors.confirm(signed_in.member, sealed, code, caller)
        await self._end_others(signed_in)
        return codes

    async def renew_recovery(
        self, member: StaffMember, shown: Proven, caller: Caller
    ) -> Sequence[str]:
        """Raises as `_demand` does, and IllegalMove (`second_factor_off`)."""
        await self._demand(member, shown, caller)
        return await self._factors.renew_recovery(member, caller)

    async def turn_off(self, signed_in: SignedIn, shown: Proven, caller: Caller) -> None:
        """Ends the member's other sessions.

        Raises:
            IllegalMove: `second_factor_demanded` by the role, `second_factor_off` already.
            NotAllowed, TooManyAttempts: as `_demand` does.
        """
        if self._factors.demands_of(signed_in.member):
            raise IllegalMove("second_factor_demanded", "Your role cannot do without a second step")
        await self._demand(signed_in.member, shown, caller)
        await self._factors.turn_off(signed_in.member, caller)
        await self._end_others(signed_in)

    async def _end_others(self, signed_in: SignedIn) -> None:
        await self._sessions.end_all_of(
            signed_in.member, "second_factor_changed", but=signed_in.session
        )

    async def _demand(self, member: StaffMember, shown: Proven, caller: Caller) -> None:
        """The password, and a code if there is a second step.

        Raises:
            NotAllowed: `password_wrong`, `code_wrong`.
            TooManyAttempts: too early after others, or too many at once.
        """
        await self._passwords.demand(member, shown.password, caller)
        if await self._factors.of(member) is not None:
            await self._factors.prove(member, shown.code, caller)
