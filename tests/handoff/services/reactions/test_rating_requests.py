"""Requests for an opinion by mail: who is asked, when, once, and not after they have said it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.deliveries import PostgresDeliveries
from handoff.adapters.postgres.tables import deliveries
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.ratings import RATED_WITHIN
from handoff.domain.conversation.state import Conversation
from handoff.domain.people import Names
from handoff.services.conversations import Conversations
from handoff.services.ports.subscriptions import Cursor, Logged
from handoff.services.reactions.rating_requests import NOT_AGAIN_WITHIN, RatingRequests
from tests.handoff.services.conftest import Clock, Door, say
from tests.handoff.shop import Settled

SARA = c.Agent(id=new_id(), names=Names(en="Sara"))
AFTER = timedelta(hours=3)
NIKA = "nika@mail.example"


def helps() -> tuple[c.Command, ...]:
    """Sara takes it and answers."""
    return c.Take(agent=SARA), c.AgentSay(agent=SARA, text="On its way.", client_id=new_id())


def address() -> c.LeaveContact:
    return c.LeaveContact(client_id=new_id(), email=NIKA)


@pytest.fixture
async def mails(engine: AsyncEngine) -> PostgresDeliveries:
    async with engine.begin() as connection:
        await connection.execute(delete(deliveries))
    return PostgresDeliveries(engine)


class Asking:
    """The reaction, and what it reads."""

    def __init__(
        self, conversations: Conversations, mails: PostgresDeliveries, clock: Clock
    ) -> None:
        self._conversations, self._mails, self._clock = conversations, mails, clock

    async def hears(
        self, state: Conversation, after: timedelta | None = AFTER, *, mails: bool = True
    ) -> list[timedelta]:
        """The pauses between the close and each mail that is there afterwards."""
        assert state.ending is not None
        event = await self._conversations.store.event(state.id, state.ending.seq)
        assert event is not None
        cursor = Cursor(committed_in=1, conversation_id=state.id, seq=event.seq)
        logged = Logged(conversation_id=state.id, event=event, cursor=cursor)
        shop = Settled(rating_mail_after=after)
        store = self._conversations.store
        await RatingRequests(store, self._mails, shop, self._clock, mails=mails).handle(logged)
        found = [x for x in await self._mails.of_conversation(state.id) if x.kind == "rating"]
        assert all(x.to == NIKA and x.expires_at == x.created_at + RATED_WITHIN for x in found)
        return [x.due_at - x.created_at for x in found]


@pytest.fixture
def asking(conversations: Conversations, mails: PostgresDeliveries, clock: Clock) -> Asking:
    return Asking(conversations, mails, clock)


async def test_a_customer_who_has_left_an_address_is_asked_once(door: Door, asking: Asking) -> None:
    """After the shop's pause; the same close heard again is the same mail."""
    state = await door.conversation(say(), address(), *helps(), c.Close(agent=SARA))
    assert await asking.hears(state) == [AFTER]
    assert await asking.hears(state) == [AFTER]


async def test_nobody_else_is_asked(door: Door, asking: Asking) -> None:
    """Not without an address, not by a shop that does not want it or has no mail, not about spam, and not
    those whom the bot has helped."""
    closed = await door.conversation(say(), *helps(), c.Close(agent=SARA))
    assert await asking.hears(closed) == []
    helped = await door.conversation(say(), address(), *helps(), c.Close(agent=SARA))
    assert await asking.hears(helped, None) == []
    assert await asking.hears(helped, mails=False) == []
    spam = c.Close(agent=SARA, disposition="spam")
    assert await asking.hears(await door.conversation(say(), address(), *helps(), spam)) == []
    by_bot = await door.conversation(say(), address(), c.EndChat())
    assert await asking.hears(by_bot) == []


async def test_who_was_asked_lately_is_left_alone(door: Door, asking: Asking, clock: Clock) -> None:
    """However often the matter is opened and closed; much later they are asked again."""
    state = await door.conversation(say(), address(), *helps(), c.Close(agent=SARA))
    await asking.hears(state)
    state = await door.go_on(state, say("more"), *helps(), c.Close(agent=SARA))
    assert await asking.hears(state) == [AFTER]
    clock.elapse(NOT_AGAIN_WITHIN.total_seconds() + 60)
    state = await door.go_on(state, say("even more"), *helps(), c.Close(agent=SARA))
    assert await asking.hears(state) == [AFTER, AFTER]


async def test_what_is_open_again_is_not_asked_about(door: Door, asking: Asking) -> None:
    """The reaction may hear of a close late."""
    closed = await door.conversation(say(), address(), *helps(), c.Close(agent=SARA))
    await door.go_on(closed, say("one thing more"))
    assert await asking.hears(closed) == []
