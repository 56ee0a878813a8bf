"""Agents say themselves whether they want to be offered chats, until they let offers run out."""

import structlog

from handoff.domain.desk.routing import MISSES_BEFORE_AWAY
from handoff.domain.people import StaffMember
from handoff.services.ports.people import StaffStore
from handoff.services.publication import Publication
from handoff.services.signals import MemberChanged

log = structlog.get_logger()


class AgentAvailability:
    """Tells every change to all consoles of the member."""

    def __init__(self, staff: StaffStore, publication: Publication) -> None:
        self._staff = staff
        self._publication = publication

    async def choose(self, staff_id: str, *, available: bool) -> StaffMember:
        """The member says whether new chats may be offered to them from now on; what they missed
        before is forgotten. Raises NotFound."""
        changed = await self._staff.set_available(staff_id, available=available)
        self._publication.publish(MemberChanged(member=changed))
        return changed

    async def count_misses(self, staff_id: str) -> None:
        """Sets the member away who let several offers in a row run out. Telling a member twice that
        they are away is harmless, not telling them is not: so whoever is away because of that is
        told each time."""
        member = await self._staff.count_misses(staff_id, MISSES_BEFORE_AWAY)
        if not member.available and member.missed >= MISSES_BEFORE_AWAY:
            log.info("agent.away", agent_id=staff_id, missed=member.missed)
            self._publication.publish(MemberChanged(member=member))
