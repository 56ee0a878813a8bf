"""Chats whose agent is gone go back to the queue, at their old place."""

from datetime import datetime, timedelta

import structlog

from handoff.domain.commands import LoseAgent
from handoff.services.conversations import Conversations
from handoff.services.ports import Clock, Presence, StaffStore

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
        """One look at who owns chats and is not there. Raises CacheDown."""
        disabled = {member.id for member in await self._staff.everyone() if member.disabled}
        online = await self._presence.online() - disabled
        absent = await self._conversations.store.owned_by_others_than(online)
        now = self._clock()
        self._missing_since = {
            agent_id: self._missing_since.get(agent_id, now) for _, agent_id in absent
        }
        for conversation_id, agent_id in absent:
            if agent_id in disabled or now - self._missing_since[agent_id] >= self._grace:
                log.info("agent.lost", conversation_id=conversation_id, agent_id=agent_id)
                await self._conversations.execute(conversation_id, LoseAgent(agent_id=agent_id))
