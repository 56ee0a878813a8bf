"""What operators do to the staff's accounts at the command line, besides adding and changing them: end
sessions, and turn the second step off for members whose telephone and recovery codes are lost."""

from collections.abc import Sequence

from handoff.domain.errors import IllegalMove
from handoff.domain.people import StaffMember
from handoff.domain.second_factor import SecondFactor
from handoff.domain.sessions import StaffSession
from handoff.services.ports.second_factors import SecondFactorStore
from handoff.services.ports.security_log import OPERATOR
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions


class Operators:
    """Every method raises NotFound for an address that nobody has."""

    def __init__(
        self,
        directory: StaffDirectory,
        factors: SecondFactorStore,
        sessions: StaffSessions,
        log: SecurityLog,
    ) -> None:
        self._directory = directory
        self._factors = factors
        self._sessions = sessions
        self._log = log

    async def second_factor(self, email: str) -> SecondFactor | None:
        return await self._factors.get((await self._directory.find(email)).id)

    async def turn_second_factor_off(self, email: str) -> StaffMember:
        """Ends the member's sessions as well: a finder of the telephone may be in one.

        Raises:
            IllegalMove: `second_factor_off` already.
        """
        member = await self._directory.find(email)
        if not await self._factors.remove(member.id):
            raise IllegalMove("second_factor_off", f"{member.email} has no second step")
        await self._sessions.end_all_of(member, "second_factor_changed")
        await self._log.note("second_factor_off", member, by=OPERATOR)
        return member

    async def sessions(self, email: str) -> Sequence[StaffSession]:
        """The last seen first."""
        return await self._sessions.of(await self._directory.find(email))

    async def end_session(self, email: str, session_id: str) -> None:
        """Raises NotFound as well for a session that is not the member's."""
        member = await self._directory.find(email)
        await self._sessions.end_one_of(member, session_id)
        await self._log.note("session_ended", member, by=OPERATOR, detail=session_id)

    async def end_sessions(self, email: str) -> int:
        """How many those were."""
        member = await self._directory.find(email)
        ended = await self._sessions.end_all_of(member, "ended")
        if ended:
            await self._log.note("session_ended", member, by=OPERATOR, detail="all")
        return ended
