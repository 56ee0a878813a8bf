"""Offers what waits to who is free; when nobody is there, says so and opens a ticket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from handoff.domain.commands import Agent, Offer, OpenTicket
from handoff.domain.conversation import Conversation
from handoff.domain.errors import IllegalMove
from handoff.domain.routing import Candidate, Waiting, choose
from handoff.services.conversations import Conversations
from handoff.services.ports import Clock, Fanout, Presence, QueueMoved, StaffStore
from handoff.services.waits import WaitPromises

log = structlog.get_logger()

# Conversations looked at in one pass; the rest waits for the next one.
PASS_LIMIT = 200


class Router:
    """One pass at a time in the whole installation: two gateways never give away one slot."""

    def __init__(
        self,
        conversations: Conversations,
        staff: StaffStore,
        presence: Presence,
        fanout: Fanout,
        clock: Clock,
        offer_for: timedelta,
        waits: WaitPromises,
    ) -> None:
        self._waits = waits
        self._conversations = conversations
        self._staff = staff
        self._presence = presence
        self._fanout = fanout
        self._clock = clock
        self._offer_for = offer_for
        self._positions: dict[str, int] = {}
        self._team: dict[str, Candidate] = {}

    async def run_once(self) -> None:
        """One pass over the queue."""
        async with self._conversations.store.routing_turn() as mine:
            if not mine:
                return
            queue = await self._conversations.store.queue(PASS_LIMIT)
            left = await self._serve(queue) if queue else []
            await self._tell_positions()
            await self._waits.promise(left, self._team.values())

    async def _serve(self, queue: Sequence[Conversation]) -> list[Conversation]:
        """Returns those who go on waiting."""
        self._team = present = await self._present()
        left: list[Conversation] = []
        for waiting in queue:
            if not present:
                await self._open_ticket(waiting)
                continue
            chosen = choose(list(present.values()), _wishes(waiting), self._clock())
            if chosen is not None and await self._offer(waiting, chosen):
                present[chosen.agent_id] = replace(chosen, load=chosen.load + 1)
            else:
                left.append(waiting)
        return left

    async def _present(self) -> dict[str, Candidate]:
        online = await self._presence.online()
        loads = await self._staff.loads(sorted(online)) if online else ()
        return {
            one.member.id: Candidate(
                agent_id=one.member.id,
                name=one.member.name,
                capacity=one.member.capacity,
                load=one.load,
                languages=one.member.languages,
                topics=one.member.topics,
                teams=one.member.teams,
                free_since=one.free_since,
            )
            for one in loads
            if one.member.takes_chats
        }

    async def _offer(self, waiting: Conversation, chosen: Candidate) -> bool:
        """False if the conversation has moved on meanwhile."""
        command = Offer(
            agent=Agent(id=chosen.agent_id, name=chosen.name),
            deadline=self._clock() + self._offer_for,
        )
        try:
            await self._conversations.execute(waiting.id, command)
        except IllegalMove:
            return False
        return True

    async def _open_ticket(self, waiting: Conversation) -> None:
        number = await self._conversations.store.next_ticket_number()
        try:
            await self._conversations.execute(
                waiting.id, OpenTicket(number=number, cause="nobody_online")
            )
        except IllegalMove:
            log.info("ticket.not_needed", conversation_id=waiting.id)

    async def _tell_positions(self) -> None:
        positions = dict(await self._conversations.store.positions())
        if positions != self._positions:
            moved = {
                conversation_id: place
                for conversation_id, place in positions.items()
                if self._positions.get(conversation_id) != place
            }
            self._positions = positions
            if moved:
                await self._fanout.publish(QueueMoved(positions=moved))


def _wishes(conversation: Conversation) -> Waiting:
    """What the conversation asks for. Its topic is the intent that led to the handoff."""
    if conversation.waiting_from is None:
        raise ValueError(f"Conversation {conversation.id} does not wait")
    intents = conversation.packet.intents if conversation.packet else ()
    return Waiting(
        since=conversation.waiting_from,
        language=conversation.language,
        topic=intents[0].name if intents else None,
        team=conversation.team,
        wanted_agent=conversation.wanted_agent,
        missed=conversation.missed,
    )
