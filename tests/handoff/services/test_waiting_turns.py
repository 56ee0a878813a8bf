"""Turns that wait for room at their bot."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.domain.bot_answers import BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Names
from handoff.domain.understanding import Intent
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.gathering import Gathering
from handoff.services.publication import Publication
from handoff.services.signals import BotTyping
from tests.handoff.services.conftest import PATIENCE, Backend, Door, Heard, say
from tests.handoff.shop import Settled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SARA = c.Agent(id=new_id(), names=Names(en="Sara"))
ANSWER = BotReply(
    intent=Intent(name="hours", confidence=0.9),
    slots={},
    messages=(BotMessage(text="At nine", utter_action="utter_hours"),),
)


class BusyBot(Backend):
    """Has no room the first `looks` times; something may happen each time."""

    def __init__(self, looks: int) -> None:
        super().__init__(ANSWER)
        self.looks = looks
        self.each_time: Callable[[], Awaitable[object]] | None = None

    async def reached(self, within: float) -> bool:
        if within == 0:
            return self.looks == 0
        if self.each_time is not None:
            await self.each_time()
        self.looks -= 1
        return self.looks == 0


@pytest.fixture
def bot() -> BusyBot:
    return BusyBot(looks=3)


class Desk:
    def __init__(
        self, conversations: Conversations, customers: PostgresCustomers, publication: Publication
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._publication = publication

    def turns(self, bot: BusyBot, patience: timedelta = PATIENCE) -> BotTurns:
        return BotTurns(
            self._conversations,
            self._customers,
            bot,
            self._publication,
            Gathering(0),
            Settled(),
            patience,
        )

    async def log(self, state: Conversation) -> list[e.Event]:
        """What happened after the conversation's start."""
        store = self._conversations.store
        return list(await store.read(state.id, after=1, limit=100, public_only=False))


@pytest.fixture
def desk(
    conversations: Conversations, customers: PostgresCustomers, publication: Publication
) -> Desk:
    return Desk(conversations, customers, publication)


async def test_a_waiting_turn_keeps_the_typing_sign(
    desk: Desk, bot: BusyBot, door: Door, heard: Heard
) -> None:
    """It is renewed until the answer is there, and ends with it."""
    state = await door.conversation(say("when do you open?"))
    await desk.turns(bot).take(state.id, 2)
    typing = [signal.active for signal in heard.signals if isinstance(signal, BotTyping)]
    assert typing == [True, True, True, False]
    assert [event.body.type for event in await desk.log(state)][1:] == [
        "bot.understood",
        "bot.said",
    ]


async def test_what_the_customer_adds_goes_along(
    desk: Desk, bot: BusyBot, door: Door, store: PostgresConversations
) -> None:
    """The bot reads all of it at once: one turn less for a bot that is busy."""
    state = await door.conversation(say("my parcel"))
    bot.each_time = lambda: door.go_on(state, say("is late"))
    await desk.turns(bot).take(state.id, 2)
    assert [turn.text for turn in bot.turns] == ["my parcel\nis late\nis late\nis late"]
    assert (await store.load(state.id)).pending == ()


async def test_a_person_who_takes_over_ends_the_wait(desk: Desk, bot: BusyBot, door: Door) -> None:
    """The bot is not asked what nobody waits for any more."""
    state = await door.conversation(say())
    bot.each_time = lambda: door.go_on(state, c.Take(agent=SARA))
    await desk.turns(bot).take(state.id, 2)
    assert not bot.turns
    assert "bot.failed" not in [event.body.type for event in await desk.log(state)]


async def test_a_customer_who_waited_for_too_long_is_told_so(
    desk: Desk, bot: BusyBot, door: Door
) -> None:
    """The bot is too busy, not broken: customer and agent read that, and a person is called."""
    state = await door.conversation(say())
    await desk.turns(bot, patience=timedelta(0)).take(state.id, 2)
    assert not bot.turns
    _, failed, requested, _ = await desk.log(state)
    assert failed.body == e.BotFailed(reply_to=2, code="overloaded")
    assert for_customer(failed).body == failed.body
    assert isinstance(requested.body, e.HandoffRequested)
    assert requested.body.reason == "bot_overloaded"
