"""What operators do for members who have lost their telephone, and their recovery codes with it."""

import structlog

from handoff.domain.errors import IllegalMove
from handoff.domain.people import StaffMember
from handoff.domain.second_factor import SecondFactor
from handoff.services.ports.second_factors import SecondFactorStore
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions

log = structlog.get_logger()


class LostTelephones:
    """Tells whether members have a second step, and turns it off."""

    def __init__(
        self, directory: StaffDirectory, factors: SecondFactorStore, sessions: StaffSessions
    ) -> None:
        self._directory = directory
        self._factors = factors
        self._sessions = sessions

    async def look(self, email: str) -> tuple[StaffMember, SecondFactor | None]:
        """Raises NotFound."""
        member = await self._directory.find(email)
        return member, await self._factors.get(member.id)

    async def turn_off(self, email: str) -> StaffMember:
        """Turns the second step off and ends the member's sessions: whoever has found the telephone
        may be in one.

        Raises:
            NotFound: nobody has that address.
            IllegalMove: `second_factor_off` already.
        """
        member = await self._directory.find(email)
        if not await self._factors.remove(member.id):
            raise IllegalMove("second_factor_off", f"{member.email} has no second step")
        await self._sessions.end_all_of(member, "second_factor_changed")
        log.info("account.second_factor_off", staff_id=member.id, by="operator")
        return member
