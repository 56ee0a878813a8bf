"""The router offers waiting conversations to free agents; when no agent is there, it tells the
customers so."""

from collections.abc import Sequence
from dataclasses import replace

from handoff.domain.conversation import events as e
from handoff.domain.conversation.commands import Agent, Command, EndAbsence, Offer, TellAbsence
from handoff.domain.conversation.state import Conversation, Queued
from handoff.domain.desk.routing import Candidate, Waiting, choose, live_first
from handoff.domain.errors import IllegalMove
from handoff.domain.shop.business_hours import opening_state
from handoff.services.conversations import Conversations
from handoff.services.desk_rules import DeskRules
from handoff.services.floor import Floor
from handoff.services.ports.clock import Clock
from handoff.services.ports.people import CustomerPresence
from handoff.services.publication import Publication
from handoff.services.signals import Committed, QueueMoved
from handoff.services.wait_promises import WaitPromises

# Conversations considered in one pass; the rest waits for the next pass.
PASS_LIMIT = 200


# Events after which there may be a free slot, or other places in the queue.
_FREE_A_SLOT = (
    e.AgentAccepted,
    e.AgentOffered,
    e.ConversationClosed,
    e.ConversationSnoozed,
    e.ReturnedToBot,
    e.TicketOpened,
)


def moves_queue(committed: Committed) -> bool:
    """Whether the router may have something to do after this commit."""
    return isinstance(committed.conversation.owner, Queued) or any(
        isinstance(event.body, _FREE_A_SLOT) for event in committed.events
    )


class Router:
    """Runs one pass at a time in the whole installation: two gateways never give away the same slot."""

    def __init__(
        self,
        conversations: Conversations,
        floor: Floor,
        publication: Publication,
        clock: Clock,
        rules: DeskRules,
        waits: WaitPromises,
        customers: CustomerPresence,
    ) -> None:
        self._customers = customers
        self._waits = waits
        self._conversations = conversations
        self._floor = floor
        self._publication = publication
        self._clock = clock
        self._rules = rules
        self._positions: dict[str, int] = {}
        self._team: dict[str, Candidate] = {}

    async def run_once(self) -> None:
        """One pass over the queue."""
        async with self._conversations.store.routing_turn() as mine:
            if not mine:
                return
            queue = await self._in_order(await self._conversations.store.queue(PASS_LIMIT))
            left = await self._serve(queue) if queue else []
            if queue:
                await self._tell_who_is_there()
            await self._tell_positions()
            await self._waits.promise(left, self._team.values())

    async def _in_order(self, queue: Sequence[Conversation]) -> list[Conversation]:
        """An agent is worth more to a customer who is there than to one who has left."""
        by_id = {waiting.id: waiting for waiting in queue}
        there = await self._customers.among(by_id) if by_id else frozenset()
        return [by_id[id_] for id_ in live_first(list(by_id), there)]

    async def _serve(self, queue: Sequence[Conversation]) -> list[Conversation]:
        """Returns those who go on waiting."""
        self._team = present = dict(await self._floor.present())
        left: list[Conversation] = []
        for waiting in queue:
            chosen = choose(list(present.values()), _wishes(waiting), self._clock())
            if chosen is not None and await self._offer(waiting, chosen):
                present[chosen.agent_id] = replace(chosen, load=chosen.load + 1)
            else:
                left.append(waiting)
        return left

    async def _offer(self, waiting: Conversation, chosen: Candidate) -> bool:
        """False if the conversation has moved on meanwhile."""
        command = Offer(
            agent=Agent(id=chosen.agent_id, names=chosen.names),
            deadline=self._clock() + self._rules.offer_for,
        )
        try:
            await self._conversations.execute(waiting.id, command)
        except IllegalMove:
            return False
        return True

    async def _tell_who_is_there(self) -> None:
        """Tells each waiting customer, once for each change, that nobody is here, or somebody again."""
        absence = None if self._team else opening_state(self._rules.hours, self._clock())
        command: Command = EndAbsence()
        if absence is not None:
            command = TellAbsence(
                closed=not absence.open_now,
                opens_at=absence.opens_at,
                patience=self._rules.undecided,
            )
        for waiting in await self._conversations.store.told_otherwise(absence, PASS_LIMIT):
            await self._conversations.execute(waiting, command)

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
                self._publication.publish(QueueMoved(positions=moved))


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
