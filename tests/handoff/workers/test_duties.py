"""Duties of a gateway that leaves: ended, or given back at once."""

import asyncio
from datetime import timedelta

import pytest

from handoff.adapters.machine import new_id, now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.bot_answers import BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.duties import bot_turn_of
from handoff.domain.conversation.state import Conversation, Queued
from handoff.domain.people import Customer, Names
from handoff.domain.understanding import Intent
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.fresh_turns import FreshTurns
from handoff.services.gathering import Gathering
from handoff.services.ports.bots import BotTurn
from handoff.services.publication import Publication
from handoff.services.remembered_states import RememberedStates
from handoff.workers.duties import AT_ONCE, DutyWorker
from tests.handoff.roomy_bot import RoomyBot
from tests.handoff.services.conftest import PATIENCE
from tests.handoff.shop import Settled
from tests.handoff.waiting import eventually

OFFER_FOR = timedelta(seconds=30)
SARA = c.Agent(id=new_id(), names=Names(en="Sara"))


class SlowBot(RoomyBot):
    """Answers once it is let go."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()

    async def answer(self, turn: BotTurn) -> BotReply:
        self.asked.set()
        await self.let_go.wait()
        said = BotMessage(text="Hello!")
        return BotReply(intent=Intent(name="greet", confidence=1.0), slots={}, messages=(said,))


class Desk:
    """A store, a bot, and workers as of several gateways on it."""

    def __init__(self, store: PostgresConversations, customers: PostgresCustomers) -> None:
        self.store, self.customers, self.bot = store, customers, SlowBot()
        self.fresh = FreshTurns()
        self.conversations = Conversations(
            store, Publication(), now, RememberedStates(), Settled(), FreshTurns()
        )

    def worker(self) -> DutyWorker:
        turns = BotTurns(
            self.conversations,
            self.customers,
            self.bot,
            Publication(),
            Gathering(0),
            Settled(),
            PATIENCE,
        )
        return DutyWorker(self.conversations, turns, now, OFFER_FOR, self.fresh)

    async def ask(self) -> Conversation:
        customer = Customer.visitor(new_id(), "en", now())
        await self.customers.add(customer)
        start = c.Start(customer_id=customer.id, customer_name=None, language="en")
        started = await self.conversations.start(new_id(), start)
        say = c.CustomerSay(text="hello", client_id=new_id())
        return (await self.conversations.execute(started.conversation.id, say)).conversation


@pytest.fixture
def desk(store: PostgresConversations, customers: PostgresCustomers) -> Desk:
    return Desk(store, customers)


def _last_words(state: Conversation) -> str | None:
    return state.last.text if state.last else None


async def test_a_turn_that_ends_in_time_is_ended(desk: Desk) -> None:
    """Stopping waits for it, and nothing of it is left over."""
    worker, state = desk.worker(), await desk.ask()
    await worker.run_once()
    await desk.bot.asked.wait()
    stopping = asyncio.create_task(worker.stop())
    desk.bot.let_go.set()
    await stopping
    assert _last_words(await desk.store.load(state.id)) == "Hello!"
    assert not await desk.store.take_due(now() + timedelta(days=1), now(), 10)


async def test_a_turn_that_does_not_is_due_again_at_once(desk: Desk) -> None:
    """Another gateway takes it without waiting for the lease."""
    leaving, staying, state = desk.worker(), desk.worker(), await desk.ask()
    await leaving.run_once()
    await desk.bot.asked.wait()
    await staying.run_once()  # leased: nothing to take
    await leaving.stop(within=0.01)
    desk.bot.let_go.set()
    await staying.run_once()
    await staying.finish()
    after = await desk.store.load(state.id)
    assert (_last_words(after), after.pending) == ("Hello!", ())


async def test_what_another_gateway_holds_is_not_given_back(desk: Desk) -> None:
    """A worker whose lease has expired must not end that of its successor."""
    await desk.ask()
    began = now()
    (taken,) = await desk.store.take_due(began, began, 10)  # a lease that is over at once
    lease = began + timedelta(seconds=60)
    assert await desk.store.take_due(now(), lease, 10)
    await desk.store.give_back(taken)
    assert not await desk.store.take_due(now(), lease, 10)


async def test_turns_that_wait_for_the_bot_stand_in_nobodys_way(desk: Desk) -> None:
    """More of them than other duties may be under way; an offer runs out all the same. Fresh turns do not overtake
    those that are due."""
    worker = desk.worker()
    worker.start()
    crowd = [await desk.ask() for _ in range(AT_ONCE + 1)]
    fresh_turn = bot_turn_of(crowd[0])
    assert fresh_turn is not None
    await worker.run_once()
    assert desk.fresh.lease(fresh_turn) is None
    await worker.run_once()
    assert desk.fresh.lease(fresh_turn) is not None

    offered = (await desk.conversations.execute(crowd[0].id, c.RequestPerson())).conversation
    offer = c.Offer(agent=SARA, deadline=now())
    offered = (await desk.conversations.execute(offered.id, offer)).conversation
    await worker.run_once()
    await eventually(lambda: _is_queued(desk, offered), "the offer to run out")
    desk.bot.let_go.set()
    await worker.stop()
    for state in crowd[1:]:
        assert _last_words(await desk.store.load(state.id)) == "Hello!"


async def _is_queued(desk: Desk, state: Conversation) -> bool:
    return isinstance((await desk.store.load(state.id)).owner, Queued)
