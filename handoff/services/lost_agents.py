"""Returns chats to the queue, at their old place, when their agent is gone."""

from datetime import datetime, timedelta

import structlog

from handoff.domain.conversation.commands import LoseAgent
from handoff.domain.conversation.events import LossCause
from handoff.domain.conversation.losses import cause_of_loss
from handoff.domain.people import StaffMember
from handoff.domain.shop.business_hours import opening_state
from handoff.services.conversations import Conversations
from handoff.services.errors import CacheDown
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import Held
from handoff.services.ports.people import Presence, StaffStore
from handoff.services.ports.settings import ShopSettings
from handoff.services.staff_sessions import StaffSessions

log = structlog.get_logger()


class LossCauses:
    """Finds out why a member is gone, as far as it is known."""

    def __init__(self, sessions: StaffSessions, shop: ShopSettings, clock: Clock) -> None:
        self._sessions = sessions
        self._shop = shop
        self._clock = clock

    async def of(self, member: StaffMember) -> LossCause | None:
        opening = opening_state(self._shop.current().shop.hours, self._clock())
        return cause_of_loss(member, opening, await self._sessions.last_end(member))


class LostAgents:
    """An agent is lost when no console of theirs was seen for `grace`, or at once when disabled.

    Every gateway watches for itself; doing it twice changes nothing.
    """

    def __init__(
        self,
        conversations: Conversations,
        staff: StaffStore,
        presence: Presence,
        causes: LossCauses,
        clock: Clock,
        grace: timedelta,
    ) -> None:
        self._conversations = conversations
        self._staff = staff
        self._presence = presence
        self._causes = causes
        self._clock = clock
        self._grace = grace
        self._missing_since: dict[str, datetime] = {}

    async def run_once(self) -> None:
        """Looks once for agents who hold chats and are not there. Raises CacheDown."""
        staff = {member.id: member for member in await self._staff.everyone()}
        disabled = {member.id for member in staff.values() if member.disabled}
        online = await self._online() - disabled
        abandoned = await self._conversations.store.held_by_others_than(online)
        now = self._clock()
        self._missing_since = {
            held.agent_id: self._missing_since.get(held.agent_id, now) for held in abandoned
        }
        for held in abandoned:
            if held.agent_id in disabled or now - self._missing_since[held.agent_id] >= self._grace:
                await self._lose(held, staff[held.agent_id])

    async def _lose(self, held: Held, member: StaffMember) -> None:
        cause = await self._causes.of(member)
        log.info(
            "agent.lost", conversation_id=held.conversation_id, agent_id=member.id, cause=cause
        )
        command = LoseAgent(epoch=held.epoch, cause=cause)
        await self._conversations.execute(held.conversation_id, command)

    async def _online(self) -> frozenset[str]:
        """An agent who cannot be seen is not missing: after an outage every grace starts over."""
        try:
            return await self._presence.online()
        except CacheDown:
            self._missing_since = {}
            raise
