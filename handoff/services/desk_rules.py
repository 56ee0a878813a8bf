"""Who is on the floor: the members of the staff who are online and take chats; and its rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.desk.routing import Candidate
from handoff.domain.shop.business_hours import BusinessHours
from handoff.services.ports.people import Presence, StaffLoad, StaffStore


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """What the house has set. An offer waits for `offer_for`; after closing a chat an agent is
    offered nothing for `wrap_up`; who was told that nobody is here has `undecided` to choose what
    to do, before a ticket is opened."""

    hours: BusinessHours
    offer_for: timedelta
    wrap_up: timedelta
    undecided: timedelta


class Floor:
    """What it tells is true for whoever has the routing turn: nobody else offers meanwhile."""

    def __init__(self, staff: StaffStore, presence: Presence) -> None:
        self._staff = staff
        self._presence = presence

    async def present(self) -> Mapping[str, Candidate]:
        """By id, with what they carry now. Raises CacheDown."""
        online = await self._presence.online()
        loads = await self._staff.loads(sorted(online)) if online else ()
        return {one.member.id: _candidate(one) for one in loads if one.member.takes_chats}


def _candidate(one: StaffLoad) -> Candidate:
    member = one.member
    return Candidate(
        agent_id=member.id,
        name=member.name,
        capacity=member.capacity,
        load=one.load,
        languages=member.languages,
        topics=member.topics,
        teams=member.teams,
        free_since=one.free_since,
    )
