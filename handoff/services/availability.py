"""Who wants to be offered chats: as they say themselves, until they let offers run out."""

import structlog

from handoff.domain.desk.routing import MISSES_BEFORE_AWAY
from handoff.domain.people import StaffMember
from handoff.services.ports.people import StaffStore
from handoff.services.publication import Publication
from handoff.services.signals import MemberChanged

log = structlog.get_logger()


class Availability:
    """Every change is told to all consoles of the member."""

    def __init__(self, staff: StaffStore, publication: Publication) -> None:
        self._staff = staff
        self._publication = publication

    async def choose(self, staff_id: str, *, available: bool) -> StaffMember:
        """The member's own word; what they missed before is forgotten. Raises NotFound."""
        changed = await self._staff.set_available(staff_id, available=available)
        self._publication.publish(MemberChanged(member=changed))
        return changed

    async def offer_missed(self, staff_id: str) -> None:
        """An offer to the member ran out. Who misses several in a row is away from then on."""
        changed = await self._staff.offer_missed(staff_id, MISSES_BEFORE_AWAY)
        if changed is not None and not changed.available:
            log.info("agent.away", agent_id=staff_id, missed=changed.missed)
            self._publication.publish(MemberChanged(member=changed))

    async def offer_answered(self, staff_id: str) -> None:
        """The member has come to a customer."""
        await self._staff.offer_answered(staff_id)
