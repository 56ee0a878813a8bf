"""Returns chats to the queue, at their old place, when their agent is gone."""

from datetime import datetime, timedelta

import structlog

from handoff.domain.conversation.commands import LoseAgent
from handoff.services.conversations import Conversations
from handoff.services.errors import CacheDown
from handoff.services.ports.clock import Clock
from handoff.services.ports.people import Presence, StaffStore

log = structlog.get_logger()


class LostAgents:
    """An agent is lost when no console of theirs was seen for `grace`, or at once when disabled.

    Every gateway watches for itself; doing it twice changes nothing.
    """

    def __init__(
        self,
        conversations: Conversations,
        staff: StaffStore,
        presence: Presence,
        clock: Clock,
        grace: timedelta,
    ) -> None:
        self._conversations = conversations
        self._staff = staff
        self._presence = presence
        self._clock = clock
        self._grace = grace
        self._missing_since: dict[str, datetime] = {}

    async def run_once(self) -> None:
        """Looks once for agents who hold chats and are not there. Raises CacheDown."""
        disabled = {member.id for member in await self._staff.everyone() if member.disabled}
        online = await self._online() - disabled
        abandoned = await self._conversations.store.held_by_others_than(online)
        now = self._clock()
        self._missing_since = {
            held.agent_id: self._missing_since.get(held.agent_id, now) for held in abandoned
        }
        for held in abandoned:
            if held.agent_id in disabled or now - self._missing_since[held.agent_id] >= self._grace:
                log.info("agent.lost", conversation_id=held.conversation_id, agent_id=held.agent_id)
                await self._conversations.execute(held.conversation_id, LoseAgent(epoch=held.epoch))

    async def _online(self) -> frozenset[str]:
        """An agent who cannot be seen is not missing: after an outage every grace starts over."""
        try:
            return await self._presence.online()
        except CacheDown:
            self._missing_since = {}
            raise
