"""Lookups of orders by customers and visitors, on the real tables and limits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers, PostgresOrders
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.tables import orders
from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import NotFound
from handoff.domain.people import Customer
from handoff.domain.shop.orders import Order
from handoff.services.conversations import Conversations
from handoff.services.errors import OrderSystemDown
from handoff.services.order_guesses import (
    ATTEMPTS,
    ATTEMPTS_PER_CONTACT,
    ATTEMPTS_PER_NETWORK,
    ATTEMPTS_PER_ORDER,
    OrderGuesses,
)
from handoff.services.order_lookup import LISTED, OrderLookup
from handoff.services.ports.limits import SHARED, ClientNetwork
from handoff.services.ports.orders import OrderSource
from tests.handoff.cards import stored_card
from tests.handoff.order_sources import ReadOnly
from tests.handoff.services.conftest import Door


class Shop:
    """An order of Daniel's, and the lookup."""

    def __init__(
        self,
        number: str,
        daniel: Customer,
        lookup: OrderLookup,
        source: "Source",
        addresses: ValkeyAddresses,
    ) -> None:
        self.number = number
        self.daniel = daniel
        self.look_up = lookup.look_up
        self.orders_of = lookup.orders_of
        self.source = source
        self.addresses = addresses

    async def miss(
        self, conversation: Conversation, number: str | None = None, contact: str | None = None
    ) -> str:
        """A guess at some order's contact, and its result."""
        guess = contact or f"{new_id()}@mail.example"
        return (await self.look_up(conversation.id, number or new_id()[-6:], guess)).result


class Source(ReadOnly):
    """The built-in orders, up or down; counts what it is asked."""

    def __init__(self, orders: OrderSource) -> None:
        self.orders = orders
        self.up = True
        self.asked = 0

    async def by_number(self, number: str) -> Order | None:
        self.asked += 1
        if not self.up:
            raise OrderSystemDown("switched off by the test")
        return await self.orders.by_number(number)

    async def of_customer(self, customer: Customer) -> Sequence[Order]:
        return await self.orders.of_customer(customer)


@pytest.fixture
async def shop(
    engine: AsyncEngine,
    conversations: Conversations,
    customers: PostgresCustomers,
    door: Door,
    valkey: Redis,
) -> Shop:
    daniel = await door.customer(external_id=new_id(), name="Daniel")
    number = new_id()[-6:].upper()
    row = {
        "number": number,
        "customer_id": daniel.id,
        "email": "daniel@mail.example",
        "phone": "+98 912 555 0142",
        "card": stored_card(state="delayed"),
        "placed_at": datetime.now(UTC),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(orders).values(row))
    names = Pseudonyms("secret-of-the-tests")
    limits, addresses = ValkeyLimits(valkey, names), ValkeyAddresses(valkey, names)
    source = Source(PostgresOrders(engine))
    lookup = OrderLookup(conversations, customers, source, OrderGuesses(limits, addresses))
    return Shop(number, daniel, lookup, source, addresses)


@pytest.mark.parametrize(
    ("number", "contact", "result"),
    [
        (None, None, "contact_needed"),
        ("NO-SUCH", None, "contact_needed"),
        (None, "daniel@mail.example", "found"),
        (None, " DANIEL@mail.example ", "found"),
        (None, "09125550142", "found"),
        (None, "۰۹۱۲۵۵۵۰۱۴۲", "found"),
        (None, "nika@mail.example", "no_match"),
        (None, "09125550143", "no_match"),
        (None, "0142", "no_match"),
        ("NO-SUCH", "daniel@mail.example", "no_match"),
    ],
)
async def test_a_visitor_needs_the_number_and_the_contact(
    shop: Shop, door: Door, number: str | None, contact: str | None, result: str
) -> None:
    """An unknown number and a wrong contact get the same answer."""
    visitor = await door.conversation()
    found = await shop.look_up(visitor.id, number or shop.number, contact)
    assert found.result == result
    assert (found.order is not None) == (result == "found")


async def test_the_shop_s_customer_hears_of_their_own_orders(shop: Shop, door: Door) -> None:
    """No contact is asked of whom the shop vouched for, however the number is written."""
    own = await door.conversation(customer=shop.daniel)
    found = await shop.look_up(own.id, f" #{shop.number.lower()} ", None)
    assert found.order is not None
    assert found.order.number == shop.number


async def test_the_shop_s_other_customers_do_not(shop: Shop, door: Door) -> None:
    """Verified is not enough: it must be theirs, or they know its contact."""
    nika = await door.customer(external_id=new_id())
    theirs = await door.conversation(customer=nika)
    assert (await shop.look_up(theirs.id, shop.number, None)).result == "contact_needed"
    right = await shop.look_up(theirs.id, shop.number, "daniel@mail.example")
    assert right.result == "found"


async def test_only_the_shop_s_customers_have_known_orders(
    shop: Shop, door: Door, engine: AsyncEngine
) -> None:
    """Their own and no others, at most so many of the newest; a visitor's are unknown, not none."""
    own = await door.conversation(customer=shop.daniel)
    assert [order.number for order in await shop.orders_of(own.id) or ()] == [shop.number]
    nika = await door.customer(external_id=new_id(), email="daniel@mail.example")
    theirs = await door.conversation(customer=nika)
    assert await shop.orders_of(theirs.id) == [], "an address alone makes no order theirs"
    assert await shop.orders_of((await door.conversation()).id) is None
    row = {"customer_id": shop.daniel.id, "card": stored_card()}
    numbers = [new_id()[-7:].upper() for _ in range(LISTED)]
    async with engine.begin() as connection:
        for minutes, number in enumerate(numbers, start=1):
            placed = datetime.now(UTC) + timedelta(minutes=minutes)
            await connection.execute(
                insert(orders).values(row | {"number": number, "placed_at": placed})
            )
    listed = [order.number for order in await shop.orders_of(own.id) or ()]
    assert listed == numbers[::-1], "the oldest is beyond the limit"


async def test_guesses_are_limited(shop: Shop, door: Door) -> None:
    """After a few misses even the right contact gets no answer, and the order system is not even
    asked; another customer gets one."""
    guesser = await door.conversation()
    for _ in range(ATTEMPTS):
        assert await shop.miss(guesser, shop.number) == "no_match"
    asked = shop.source.asked
    late = await shop.look_up(guesser.id, shop.number, "daniel@mail.example")
    assert (late.result, late.order) == ("too_many_attempts", None)
    assert shop.source.asked == asked
    honest = await door.conversation()
    found = await shop.look_up(honest.id, shop.number, "daniel@mail.example")
    assert found.result == "found"


async def test_a_new_conversation_gives_a_customer_no_new_guesses(shop: Shop, door: Door) -> None:
    """Misses are the customer's, not the conversation's."""
    nika = await door.customer(external_id=new_id())
    for _ in range(ATTEMPTS):
        assert await shop.miss(await door.conversation(customer=nika)) == "no_match"
    assert await shop.miss(await door.conversation(customer=nika)) == "too_many_attempts"


async def test_new_visitors_from_one_network_get_no_new_guesses(shop: Shop, door: Door) -> None:
    """A guesser who forgets the token to be a new visitor is still in the same network; visitors
    elsewhere are not."""
    here, there = ClientNetwork("198.51.100.7"), ClientNetwork("198.51.100.8")
    for _ in range(ATTEMPTS_PER_NETWORK):
        guesser = await door.conversation()
        await shop.addresses.remember(guesser.customer_id, here)
        assert await shop.miss(guesser) == "no_match"
    again, elsewhere = await door.conversation(), await door.conversation()
    await shop.addresses.remember(again.customer_id, here)
    await shop.addresses.remember(elsewhere.customer_id, there)
    assert await shop.miss(again) == "too_many_attempts"
    assert await shop.miss(elsewhere) == "no_match"


async def test_visitors_from_nowhere_known_share_a_generous_limit(
    shop: Shop, door: Door, valkey: Redis
) -> None:
    """No visitor escapes the limit by network because theirs is private or was forgotten."""
    guesser = await door.conversation()
    await shop.addresses.remember(guesser.customer_id, ClientNetwork("198.51.100.7"))
    await valkey.delete(f"firuze:address:{guesser.customer_id}")  # as its expiry does
    assert await shop.addresses.of(guesser.customer_id) == SHARED
    for _ in range(SHARED.grant(ATTEMPTS_PER_NETWORK)):
        assert await shop.miss(await door.conversation()) == "no_match"
    assert await shop.miss(guesser) == "too_many_attempts"
    elsewhere = await door.conversation()
    await shop.addresses.remember(elsewhere.customer_id, ClientNetwork("198.51.100.8"))
    assert await shop.miss(elsewhere) == "no_match"


async def _from_anywhere(shop: Shop, door: Door) -> Conversation:
    """A new visitor from a network that nobody has come from."""
    visitor = await door.conversation()
    await shop.addresses.remember(visitor.customer_id, ClientNetwork(new_id()))
    return visitor


async def test_many_networks_together_get_no_more_guesses_at_one_order(
    shop: Shop, door: Door
) -> None:
    """An order allows so many guesses at its contact, by whatever visitors; other orders are not affected,
    and a customer whom the shop vouches for still hears about their own."""
    for _ in range(ATTEMPTS_PER_ORDER):
        assert await shop.miss(await _from_anywhere(shop, door), shop.number) == "no_match"
    late = await _from_anywhere(shop, door)
    written = f" #{shop.number.lower()}"
    assert await shop.miss(late, written, "daniel@mail.example") == "too_many_attempts"
    assert await shop.miss(late) == "no_match"
    own = await door.conversation(customer=shop.daniel)
    assert (await shop.look_up(own.id, shop.number, None)).result == "found"


async def test_many_networks_together_get_no_more_orders_for_one_contact(
    shop: Shop, door: Door
) -> None:
    """A known contact is tried with so many numbers, however it is written."""
    for turn in range(ATTEMPTS_PER_CONTACT):
        contact = "Daniel@mail.example" if turn % 2 else "daniel@mail.example"
        assert await shop.miss(await _from_anywhere(shop, door), contact=contact) == "no_match"
    late = await _from_anywhere(shop, door)
    assert await shop.miss(late, contact=" DANIEL@mail.example") == "too_many_attempts"
    assert await shop.miss(late) == "no_match"


async def test_a_refused_attempt_costs_nothing_else(shop: Shop, door: Door) -> None:
    """A visitor who asks for an order that others have guessed at too often can ask for others."""
    for _ in range(ATTEMPTS_PER_ORDER):
        await shop.miss(await _from_anywhere(shop, door), shop.number)
    honest = await _from_anywhere(shop, door)
    for _ in range(ATTEMPTS + 1):
        assert await shop.miss(honest, shop.number) == "too_many_attempts"
    assert await shop.miss(honest) == "no_match"


async def test_only_misses_count(shop: Shop, door: Door) -> None:
    """Neither what was found nor what an order system that is down could not tell."""
    honest = await door.conversation()
    shop.source.up = False
    for _ in range(ATTEMPTS + 1):
        with pytest.raises(OrderSystemDown):
            await shop.look_up(honest.id, shop.number, "daniel@mail.example")
    shop.source.up = True
    for _ in range(ATTEMPTS + 1):
        found = await shop.look_up(honest.id, shop.number, "daniel@mail.example")
        assert found.result == "found"


async def test_an_unknown_conversation_learns_nothing(shop: Shop) -> None:
    """The bot asks for a conversation that there must be."""
    with pytest.raises(NotFound):
        await shop.look_up(new_id(), shop.number, "daniel@mail.example")


async def test_an_order_system_that_is_down_says_so(door: Door) -> None:
    """Not "no such order": that would be a lie."""
    engine = open_engine("postgresql://nobody@127.0.0.1:1/nothing")
    source = PostgresOrders(engine)
    with pytest.raises(OrderSystemDown):
        await source.by_number("1042")
    with pytest.raises(OrderSystemDown):
        await source.of_customer(await door.customer())
    await engine.dispose()
