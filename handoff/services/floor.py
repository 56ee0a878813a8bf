"""The floor: the members of the staff who are online and take chats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from handoff.domain.desk.routing import Candidate
from handoff.domain.people import StaffMember
from handoff.services.errors import CacheDown
from handoff.services.ports.people import Presence, StaffLoad, StaffStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A member of the staff as colleagues see them."""

    member: StaffMember
    load: int
    online: bool


class Floor:
    """What it tells is true for whoever has the routing turn: nobody else offers meanwhile."""

    def __init__(self, staff: StaffStore, presence: Presence, wrap_up: timedelta) -> None:
        self._staff = staff
        self._presence = presence
        self._wrap_up = wrap_up

    async def present(self) -> Mapping[str, Candidate]:
        """The members at the desk by id, with what they carry now. Raises CacheDown."""
        online = await self._presence.online()
        loads = await self._staff.loads(sorted(online)) if online else ()
        return {load.member.id: self._candidate(load) for load in loads if load.member.takes_chats}

    async def everyone(self) -> Sequence[Present]:
        """All who work here, online or not. While Valkey is away nobody is seen online."""
        working = await self._working()
        try:
            online = await self._presence.online()
        except CacheDown:
            log.warning("presence.unreachable")
            online = frozenset()
        loads = await self._staff.loads([member.id for member in working])
        load_of = {found.member.id: found.load for found in loads}
        return [
            Present(member=member, load=load_of.get(member.id, 0), online=member.id in online)
            for member in working
        ]

    async def teams(self) -> frozenset[str]:
        """The names of all teams."""
        return frozenset[str]().union(*(member.teams for member in await self._working()))

    async def _working(self) -> Sequence[StaffMember]:
        everyone = await self._staff.everyone()
        return [member for member in everyone if member.joined and not member.disabled]

    def _candidate(self, load: StaffLoad) -> Candidate:
        """The wrap-up follows from the record: it holds from the close's commit on, whatever becomes
        of the gateway that made it (docs/adr/0013)."""
        member = load.member
        candidate = Candidate(
            agent_id=member.id,
            names=member.names,
            capacity=member.capacity,
            load=load.load,
            languages=member.languages,
            topics=member.topics,
            teams=member.teams,
        )
        if load.closed_at is None:
            return candidate
        return replace(candidate, free_since=load.closed_at + self._wrap_up)
