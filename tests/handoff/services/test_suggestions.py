"""Suggestions for the owner of a chat, on the real store, with a bot at its port."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers, PostgresOrders
from handoff.adapters.postgres.tables import orders
from handoff.domain.advice.replies import (
    KnownOrder,
    NextStep,
    OrderReply,
    PhraseReply,
    Reply,
    Suggestion,
    WordsReply,
)
from handoff.domain.bot_answers import BotMessage, BotReply
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove
from handoff.domain.people import Customer, StaffMember
from handoff.domain.shop.orders import Order
from handoff.domain.understanding import Entity, Intent, MessageReading
from handoff.services.conversations import Conversations
from handoff.services.errors import OrderSystemDown
from handoff.services.suggestions import Suggestions
from tests.handoff.cards import stored_card
from tests.handoff.conftest import Written
from tests.handoff.order_sources import ReadOnly
from tests.handoff.services.conftest import Clock, Crew, Door, agent, say
from tests.handoff.shop import Settled

SHOP = Settled(policies={"delivery_time": {"en": "Two days.", "fa": "دو روز."}})


class Reader:
    """A bot that gives the configured reading, once released."""

    def __init__(self) -> None:
        self.told: MessageReading | None = None
        self.asked: list[tuple[str, str]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.came = asyncio.Event()

    def reads(self, intent: str, **entities: str) -> None:
        self.told = MessageReading(
            intent=Intent(name=intent, confidence=0.9),
            entities=tuple(Entity(entity=name, value=text) for name, text in entities.items()),
        )

    async def read(self, sender: str, text: str) -> MessageReading | None:
        self.asked.append((sender, text))
        self.came.set()
        await self.free.wait()
        return self.told


class DownOrders(ReadOnly):
    async def by_number(self, number: str) -> Order | None:
        raise OrderSystemDown("switched off by the test")

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        raise OrderSystemDown("switched off by the test")


class Chat:
    """A customer with Sara, who owns the chat."""

    def __init__(self, suggestions: Suggestions, door: Door, sara: StaffMember, crew: Crew) -> None:
        self.suggestions, self.door, self.sara, self.crew = suggestions, door, sara, crew
        self.reader = Reader()

    async def begins(self, *words: str, customer: Customer | None = None) -> Conversation:
        took = c.Take(agent=agent(self.sara))
        hello = c.AgentSay(agent=agent(self.sara), text="Hello!", client_id=new_id())
        said = [say(text) for text in words]
        return await self.door.conversation(took, hello, *said, customer=customer)

    async def suggested(self, state: Conversation) -> Suggestion | None:
        return await self.suggestions.for_owner(state, self.sara.id)

    async def replies(self, *words: str, customer: Customer | None = None) -> tuple[Reply, ...]:
        found = await self.suggested(await self.begins(*words, customer=customer))
        return found.replies if found else ()


@pytest.fixture
async def chat(
    conversations: Conversations,
    customers: PostgresCustomers,
    crew: Crew,
    door: Door,
    engine: AsyncEngine,
    clock: Clock,
) -> Chat:
    sara = await crew.hire("Sara")
    source = PostgresOrders(engine)
    reader = Reader()
    suggestions = Suggestions(conversations, customers, crew.store, source, reader, clock, SHOP)
    chat = Chat(suggestions, door, sara, crew)
    chat.reader = reader
    return chat


class Shelf:
    """An order of Daniel's, whom the shop knows."""

    def __init__(self, number: str, daniel: Customer) -> None:
        self.number, self.daniel = number, daniel
        expected = datetime(2026, 11, 26, tzinfo=UTC)
        self.told = OrderReply(
            order=KnownOrder(number=number, state="delayed", expected_at=expected)
        )


@pytest.fixture
async def shelf(door: Door, engine: AsyncEngine) -> Shelf:
    daniel = await door.customer(external_id=new_id(), name="Daniel")
    number = new_id()[-6:].upper()
    row = {
        "number": number,
        "customer_id": daniel.id,
        "email": "daniel@mail.example",
        "phone": "+98 912 555 0142",
        "card": stored_card(state="delayed", expected_at="2026-11-26"),
        "placed_at": datetime.now(UTC),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(orders).values(row))
    return Shelf(number, daniel)


async def test_the_customers_last_words_are_read_and_answered(chat: Chat) -> None:
    """The bot that has the conversation reads them, without a turn."""
    chat.reader.reads("delivery_time")
    state = await chat.begins("hm", "when does it come?")
    found = await chat.suggested(state)
    assert found is not None
    assert (found.reply_to, found.replies) == (state.asked, (WordsReply(text="Two days."),))
    assert chat.reader.asked == [(f"{state.id}:{state.segment}", "when does it come?")]
    assert await chat.door.go_on(state) == state


async def test_only_the_owner_is_advised(chat: Chat) -> None:
    """Watchers get no advice, nor does anybody while the bot owns it."""
    omid = await chat.crew.hire("Omid", role="supervisor")
    for state in (await chat.begins("hello?"), await chat.door.conversation(say())):
        with pytest.raises(IllegalMove) as refused:
            await chat.suggestions.for_owner(state, omid.id)
        assert refused.value.code == "not_owner"
    assert chat.reader.asked == []


async def test_what_is_answered_is_not_read(chat: Chat) -> None:
    """There is nothing to suggest."""
    state = await chat.begins("when does it come?")
    said = c.AgentSay(agent=agent(chat.sara), text="Tomorrow.", client_id=new_id())
    assert await chat.suggested(await chat.door.go_on(state, said)) is None
    assert chat.reader.asked == []


async def test_a_bot_that_does_not_read_is_no_suggestion(chat: Chat) -> None:
    """It is no error either."""
    assert await chat.replies("when does it come?") == ()


async def test_the_same_is_made_once_for_two_consoles(chat: Chat) -> None:
    """Both get it."""
    chat.reader.reads("delivery_time")
    chat.reader.free.clear()
    state = await chat.begins("when does it come?")
    both = [asyncio.create_task(chat.suggested(state)) for _ in range(2)]
    await chat.reader.came.wait()
    chat.reader.free.set()
    one, other = await asyncio.gather(*both)
    assert one is not None
    assert one == other
    assert len(chat.reader.asked) == 1


async def test_a_newer_message_ends_what_is_in_the_making(chat: Chat) -> None:
    """One at a time for a conversation; the older is no suggestion any more."""
    chat.reader.reads("delivery_time")
    chat.reader.free.clear()
    state = await chat.begins("when does it come?")
    older = asyncio.create_task(chat.suggested(state))
    await chat.reader.came.wait()
    state = await chat.door.go_on(state, say("to Yazd, I mean"))
    newer = asyncio.create_task(chat.suggested(state))
    assert await older is None
    chat.reader.free.set()
    found = await newer
    assert found is not None
    assert found.reply_to == state.asked


async def test_who_leaves_does_not_spoil_it_for_another(chat: Chat) -> None:
    """A console that disconnects while the same is asked for by a second one."""
    chat.reader.reads("delivery_time")
    chat.reader.free.clear()
    state = await chat.begins("when does it come?")
    leaves, stays = (asyncio.create_task(chat.suggested(state)) for _ in range(2))
    await chat.reader.came.wait()
    leaves.cancel()
    chat.reader.free.set()
    assert await stays is not None


async def test_a_customer_of_the_shop_hears_of_their_newest_order(chat: Chat, shelf: Shelf) -> None:
    """The customer need not give its number."""
    chat.reader.reads("order_status")
    assert await chat.replies("where is it?", customer=shelf.daniel) == (shelf.told,)
    chat.reader.reads("order_status", order_number=f"#{shelf.number.lower()}")
    assert await chat.replies("where is it?", customer=shelf.daniel) == (shelf.told,)


@pytest.mark.parametrize(
    ("contact", "phrase"), [({}, "ask_contact"), ({"email": "x@mail.example"}, "order_not_found")]
)
async def test_a_strangers_number_tells_nothing(
    chat: Chat, shelf: Shelf, contact: dict[str, str], phrase: str
) -> None:
    """Whether there is an order of that number or none."""
    for number in (shelf.number, "NO-SUCH"):
        chat.reader.reads("order_status", order_number=number, **contact)
        (reply,) = await chat.replies("where is it?")
        assert isinstance(reply, PhraseReply)
        assert reply.phrase == phrase


async def test_the_orders_contact_proves_it(chat: Chat, shelf: Shelf) -> None:
    """Given in the same message, or left in this chat."""
    chat.reader.reads("order_status", order_number=shelf.number, phone="0912 555 0142")
    assert await chat.replies("where is it?") == (shelf.told,)

    chat.reader.reads("order_status", order_number=shelf.number)
    state = await chat.begins("where is it?")
    left = c.LeaveContact(client_id=new_id(), email="daniel@mail.example")
    found = await chat.suggested(await chat.door.go_on(state, left))
    assert found is not None
    assert found.replies == (shelf.told,)


async def test_without_a_number_it_is_asked_for(chat: Chat) -> None:
    """The shop does not know this customer."""
    chat.reader.reads("order_status")
    assert await chat.replies("where is it?") == (PhraseReply(phrase="ask_order_number"),)


async def test_the_number_that_the_bot_was_told_counts(chat: Chat, shelf: Shelf) -> None:
    """It is among the slots of the handoff."""
    state = await chat.door.conversation(say("where is it?"))
    outcome = BotReply(
        intent=Intent(name="request_human", confidence=0.9),
        slots={"order_number": shelf.number, "contact": "daniel@mail.example"},
        messages=(BotMessage(text="Of course."),),
    )
    turn = c.RecordBotTurn(reply_to=state.asked, epoch=state.epoch, outcome=outcome)
    took = c.Take(agent=agent(chat.sara))
    state = await chat.door.go_on(state, turn, took, say("so where is it?"))
    chat.reader.reads("order_status")
    found = await chat.suggested(state)
    assert found is not None
    assert found.replies == (shelf.told,)
    assert found.opening == ("hello",)


async def test_an_order_system_that_is_down_is_said(
    chat: Chat,
    conversations: Conversations,
    customers: PostgresCustomers,
    clock: Clock,
    written: Written,
) -> None:
    """The rest goes on, and the log tells."""
    chat.reader.reads("order_status", order_number="1042")
    chat.suggestions = Suggestions(
        conversations, customers, chat.crew.store, DownOrders(), chat.reader, clock, SHOP
    )
    assert await chat.replies("where is it?") == (PhraseReply(phrase="order_system_down"),)
    assert "orders.unavailable" in written.everything


async def test_a_team_that_knows_better_is_named(chat: Chat) -> None:
    """Nobody who has left it counts."""
    topic = f"topic-{new_id()}"
    await chat.crew.hire("Kian", disabled=True, topics=frozenset({topic}), teams=frozenset({"a"}))
    await chat.crew.hire("Omid", topics=frozenset({topic}), teams=frozenset({"billing"}))
    chat.reader.reads(topic)
    found = await chat.suggested(await chat.begins("my refund"))
    assert found is not None
    assert found.steps == (NextStep(do="hand_over", team="billing"),)


async def test_what_takes_too_long_is_no_suggestion(chat: Chat, written: Written) -> None:
    """By then the agent has begun to answer; the log records it."""
    chat.reader.free.clear()
    assert await chat.suggested(await chat.begins("when does it come?")) is None
    assert "suggestion.late" in written.everything
