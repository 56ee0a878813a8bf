"""Who hears about an order, on the real tables and limits."""

from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.customers import PostgresCustomers, PostgresOrders
from handoff.adapters.postgres.engine import open_engine
from handoff.adapters.postgres.tables import orders
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.app import new_id
from handoff.domain.errors import NotFound
from handoff.services.conversations import Conversations
from handoff.services.order_lookup import ATTEMPTS, OrderLookup
from handoff.services.ports import Customer, OrderSystemDown
from tests.handoff.services.conftest import Door


class Shop:
    """An order of Daniel's, and the lookup."""

    def __init__(self, number: str, daniel: Customer, lookup: OrderLookup) -> None:
        self.number = number
        self.daniel = daniel
        self.look_up = lookup.look_up


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
        "card": {"kind": "order", "state": "delayed"},
        "placed_at": datetime.now(UTC),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(orders).values(row))
    lookup = OrderLookup(conversations, customers, PostgresOrders(engine), ValkeyLimits(valkey))
    return Shop(number, daniel, lookup)


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
    """An unknown number and a wrong contact cannot be told apart."""
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


async def test_guesses_are_limited(shop: Shop, door: Door) -> None:
    """After a few attempts even the right contact gets no answer; another conversation does."""
    guesser = await door.conversation()
    for guess in range(ATTEMPTS):
        found = await shop.look_up(guesser.id, shop.number, f"guess{guess}@mail.example")
        assert found.result == "no_match"
    late = await shop.look_up(guesser.id, shop.number, "daniel@mail.example")
    assert (late.result, late.order) == ("too_many_attempts", None)
    honest = await door.conversation()
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
