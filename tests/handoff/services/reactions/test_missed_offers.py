"""Missed offers: the agent is set away, learns it, and is offered nothing more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.subscriptions import PostgresSubscriptions
from handoff.domain.bot_answers import BotFailure
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.events import type_of
from handoff.domain.conversation.state import Conversation, Offered
from handoff.domain.desk.routing import MISSES_BEFORE_AWAY
from handoff.domain.people import StaffMember
from handoff.services.availability import AgentAvailability
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.desk import Desk
from handoff.services.fresh_turns import FreshTurns
from handoff.services.gathering import Gathering
from handoff.services.ports.subscriptions import Cursor
from handoff.services.publication import Publication
from handoff.services.reactions.missed_offers import MissedOffers
from handoff.services.signals import MemberChanged
from handoff.workers.duties import DutyWorker
from handoff.workers.subscriptions import Subscription
from tests.handoff.services.conftest import (
    OFFER_FOR,
    PATIENCE,
    Backend,
    Clock,
    Crew,
    Door,
    Heard,
    agent,
)
from tests.handoff.shop import Settled

BEGINNING = Cursor(
    committed_in=-(2**63), conversation_id="0" * 8 + "-0000-0000-0000-" + "0" * 12, seq=0
)


class Shift:
    """Sara at her desk, the worker that ends offers, and the reader that counts them."""

    def __init__(
        self,
        desk: Desk,
        worker: DutyWorker,
        misses: Subscription,
        crew: Crew,
        door: Door,
        clock: Clock,
    ) -> None:
        self.desk = desk
        self.misses = misses
        self._worker = worker
        self._crew = crew
        self._door = door
        self._clock = clock

    async def begin(self) -> "Shift":
        self.sara = await self._crew.hire("Sara")
        await self.misses.run_once()
        return self

    async def offer(self) -> Conversation:
        deadline = self._clock() + OFFER_FOR
        offer = c.Offer(agent=agent(self.sara), deadline=deadline)
        return await self._door.conversation(c.RequestPerson(), offer)

    async def run_out(self) -> None:
        """Everything that is offered now runs out."""
        self._clock.elapse(OFFER_FOR.total_seconds() + 1)
        await self._worker.run_once()
        await self._worker.finish()
        await self.misses.run_once()

    async def miss(self) -> None:
        await self.offer()
        await self.run_out()

    async def answer(self, command: c.StaffCommand) -> None:
        await self.desk.execute(self.sara, (await self.offer()).id, command)
        await self.misses.run_once()

    async def now(self) -> StaffMember:
        return await self._crew.store.get(self.sara.id)

    async def is_present(self) -> bool:
        return self.sara.id in await self._crew.floor().present()


@pytest.fixture
def availability(crew: Crew, publication: Publication) -> AgentAvailability:
    return AgentAvailability(crew.store, publication)


@pytest.fixture
def misses(engine: AsyncEngine, availability: AgentAvailability, clock: Clock) -> Subscription:
    store = PostgresSubscriptions(engine)
    return Subscription(MissedOffers(availability), store, clock, new_id(), asyncio.Event())


@pytest.fixture
def worker(
    conversations: Conversations,
    customers: PostgresCustomers,
    publication: Publication,
    clock: Clock,
) -> DutyWorker:
    backend = Backend(BotFailure(code="unreachable"))
    turns = BotTurns(
        conversations, customers, backend, publication, Gathering(0), Settled(), PATIENCE
    )
    return DutyWorker(conversations, turns, clock, OFFER_FOR, FreshTurns())


@pytest.fixture
async def shift(
    desk: Desk, worker: DutyWorker, misses: Subscription, crew: Crew, door: Door, clock: Clock
) -> AsyncIterator[Shift]:
    shift = await Shift(desk, worker, misses, crew, door, clock).begin()
    yield shift
    await misses.stop()


def _changes(heard: Heard) -> list[StaffMember]:
    return [signal.member for signal in heard.signals if isinstance(signal, MemberChanged)]


async def test_who_misses_offers_in_a_row_is_away_and_told(shift: Shift, heard: Heard) -> None:
    """The last of them takes the agent off the floor; until then nothing is said."""
    for _ in range(MISSES_BEFORE_AWAY - 1):
        await shift.miss()
    assert await shift.is_present()
    assert _changes(heard) == []
    await shift.miss()
    assert not await shift.is_present()
    away = replace(shift.sara, available=False, missed=MISSES_BEFORE_AWAY)
    assert _changes(heard) == [away]


async def test_offers_that_run_out_together_count_each(shift: Shift, heard: Heard) -> None:
    """One more than it takes; telling it again changes nothing."""
    for _ in range(MISSES_BEFORE_AWAY + 1):
        await shift.offer()
    await shift.run_out()
    away = replace(shift.sara, available=False, missed=MISSES_BEFORE_AWAY + 1)
    assert set(_changes(heard)) == {away}


async def test_an_event_that_comes_again_counts_nothing_again(
    shift: Shift, availability: AgentAvailability, engine: AsyncEngine
) -> None:
    """Whatever is handled twice, or late, the count is that of the record."""
    reaction = MissedOffers(availability)
    await shift.miss()
    await shift.answer(c.Decline(agent=agent(shift.sara)))
    recorded = await PostgresSubscriptions(engine).read(
        {type_of(body) for body in reaction.handles}, BEGINNING, 1000
    )
    for logged in reversed(recorded.events):
        await reaction.handle(logged)
    assert await shift.now() == replace(shift.sara, missed=1)


@pytest.mark.parametrize("answer", [c.Accept, c.Take])
async def test_coming_to_a_customer_begins_the_count_anew(
    shift: Shift, answer: Callable[..., c.StaffCommand]
) -> None:
    """An agent who takes a chat now and then is present."""
    for _ in range(MISSES_BEFORE_AWAY):
        await shift.miss()
        await shift.answer(answer(agent=agent(shift.sara)))
    assert await shift.now() == shift.sara


async def test_to_decline_is_not_to_miss(shift: Shift) -> None:
    """Declining does not reset the misses either: the row goes on."""
    for _ in range(MISSES_BEFORE_AWAY):
        await shift.answer(c.Decline(agent=agent(shift.sara)))
    await shift.run_out()
    assert await shift.now() == shift.sara
    await shift.miss()
    await shift.answer(c.Decline(agent=agent(shift.sara)))
    assert (await shift.now()).missed == 1


async def test_to_be_lost_is_not_to_miss(shift: Shift, conversations: Conversations) -> None:
    """An agent whose console is gone gets no offers anyway, and comes back in the same state."""
    for _ in range(MISSES_BEFORE_AWAY):
        state = await shift.offer()
        await conversations.execute(state.id, c.LoseAgent(epoch=state.epoch))
    await shift.run_out()
    assert await shift.now() == shift.sara


async def test_an_offer_that_was_answered_in_time_is_not_missed(
    shift: Shift, conversations: Conversations
) -> None:
    """A duty that comes late finds nothing to end."""
    state = await shift.offer()
    assert isinstance(state.owner, Offered)
    await shift.desk.execute(shift.sara, state.id, c.Accept(agent=agent(shift.sara)))
    await shift.run_out()
    assert await shift.now() == shift.sara


async def test_who_is_back_says_so(shift: Shift, heard: Heard) -> None:
    """The agent gets offers again, with all misses forgotten."""
    for _ in range(MISSES_BEFORE_AWAY):
        await shift.miss()
    assert await shift.desk.set_available(await shift.now(), available=True) == shift.sara
    assert await shift.is_present()
    assert _changes(heard)[-1] == shift.sara
    await shift.miss()
    assert (await shift.now()).missed == 1
