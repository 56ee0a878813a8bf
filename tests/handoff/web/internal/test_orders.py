"""What the bot's actions may hear of orders, and do to them, for whom and how often."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.tables import orders
from handoff.services.order_guesses import ATTEMPTS_PER_NETWORK
from tests.handoff.adapters.orders.shop_server import (
    KEY,
    SECRET,
    ShopServer,
    WooCommerce,
    woo_order,
)
from tests.handoff.conftest import BUSINESS, House, vouched
from tests.handoff.scripted_bot import ScriptedBot
from tests.handoff.web.internal.action_server import CARD, ActionServer

HTTP_SHOP = """
source: http
order: "SHOP/orders/{number}"
orders_of_customer: "SHOP/customers/{id}/orders"
fields: {number: number, customer_id: customer_id, email: billing.email, status: status,
         placed_at: date_created_gmt, items: line_items, item_title: name, total: total}
statuses: {processing: placed}
"""


async def test_an_order_is_looked_up_for_a_conversation(
    actions: ActionServer, open_house: House, engine: AsyncEngine
) -> None:
    """The contact is required first; a wrong one and a wrong number get the same answer."""
    number = new_id()[-6:].upper()
    row = {"number": number, "email": "nika@mail.example", "card": CARD}
    async with engine.begin() as connection:
        await connection.execute(insert(orders).values(row | {"placed_at": datetime.now(UTC)}))
    widget = await open_house.widget()
    sender = f"{widget.conversation_id}:0"
    await widget.leave()
    needed = await actions.look_up(sender=sender, number=number)
    nothing: dict[str, object] = {"order": None, "days": None, "prospects": {}}
    assert needed == (200, {"result": "contact_needed", **nothing})
    wrong = await actions.look_up(sender=sender, number=number, contact="x@mail.example")
    unknown = await actions.look_up(sender=sender, number="0", contact="nika@mail.example")
    assert wrong == unknown == (200, {"result": "no_match", **nothing})
    status, found = await actions.look_up(
        sender=sender, number=f"#{number.lower()}", contact="NIKA@mail.example"
    )
    assert (status, found["result"]) == (200, "found")
    assert found["order"]["number"] == number
    assert found["order"]["tracking"][0]["step"] == "packed"
    today = datetime.now(ZoneInfo("Asia/Tehran")).date()
    assert found["days"] == {
        "today": today.isoformat(),
        "expected": None,
        "moved": "2026-11-14",
    }, "days are the shop's own: 22:00 in Greenwich is the next day in Tehran"
    assert found["prospects"] == {
        "order_cancelled": "on_the_way",
        "return_requested": "on_the_way",
    }


async def test_a_signed_in_customer_s_orders_are_listed(
    actions: ActionServer, open_house: House, engine: AsyncEngine
) -> None:
    """With their days and what may be done with them, newest first; a visitor's are not known."""
    shop_id, numbers = new_id(), [new_id()[-6:].upper() for _ in range(3)]
    nika = await open_house.widget(identity=vouched(shop_id, name="Nika"))
    visitor = await open_house.widget()
    known = await PostgresCustomers(engine).by_external_id(shop_id)
    assert known is not None
    owners = [known.id, None, known.id]
    async with engine.begin() as connection:
        for day, (number, owner) in enumerate(zip(numbers, owners, strict=True), start=1):
            placed = datetime(2026, 11, day, tzinfo=UTC)
            row = {"number": number, "customer_id": owner, "placed_at": placed, "card": CARD}
            await connection.execute(insert(orders).values(row))
    status, told = await actions.orders_of(f"{nika.conversation_id}:0")
    assert (status, told["known"]) == (200, True)
    assert [order["order"]["number"] for order in told["orders"]] == [numbers[2], numbers[0]]
    assert told["orders"][0]["days"]["moved"] == "2026-11-14"
    assert told["orders"][0]["prospects"]["order_cancelled"] == "on_the_way"
    none = await actions.orders_of(f"{visitor.conversation_id}:0")
    assert none == (200, {"known": False, "orders": []})
    assert (await actions.orders_of(f"{new_id()}:0"))[0] == 404
    assert (await actions.orders_of("nobody"))[0] == 422


@pytest.mark.parametrize("source", ["woocommerce", "http"])
async def test_orders_are_listed_from_the_shop_s_own_system(
    closed_house: House, http: aiohttp.ClientSession, tmp_path: Path, source: str
) -> None:
    """By the id that the shop vouches for; the answer says so of a system that is down."""
    woo = WooCommerce(woo_order("727", customer_id=7), woo_order("728", customer_id=8))

    async def plain(_: web.Request) -> web.StreamResponse:
        return web.json_response([woo_order("727", customer_id=7), woo_order("728", customer_id=8)])

    async with ShopServer(woo if source == "woocommerce" else plain).listening() as shop:
        described = {
            "woocommerce": f"{{source: woocommerce, url: '{shop.url}', key: {KEY}, secret: {SECRET}}}",
            "http": HTTP_SHOP.replace("SHOP", shop.url),
        }
        file = tmp_path / "orders.yml"
        file.write_text(described[source], "utf-8")
        gateway = await closed_house.open_gateway(FIRUZE_ORDERS_FILE=file)
        actions = ActionServer(http, f"http://127.0.0.1:{gateway.internal_port}")
        widget = await closed_house.widget(identity=vouched("7"))
        sender = f"{widget.conversation_id}:0"
        status, told = await actions.orders_of(sender)
        assert status == 200
        assert [order["order"]["number"] for order in told["orders"]] == ["727"]
        shop.handler = shop.broken
        status, told = await actions.orders_of(sender)
        assert (status, told["error"]["code"]) == (503, "order_system_down")


async def test_an_order_is_cancelled_in_the_bot_s_turn_only(
    http: aiohttp.ClientSession,
    closed_house: House,
    engine: AsyncEngine,
    bot: ScriptedBot,
    tmp_path: Path,
) -> None:
    """While the bot answers the customer's yes it is done, once; afterwards it is too late. The
    customer reads that it was done."""
    file = tmp_path / "business.yml"
    file.write_text(f"{BUSINESS}\nchanges: contact\n", "utf-8")
    house = closed_house
    await house.open_gateway(FIRUZE_BUSINESS_FILE=file)
    actions = ActionServer(http, f"http://127.0.0.1:{house.gateways[0].internal_port}")
    number, other = new_id()[-6:].upper(), new_id()[-6:].upper()
    rows = [
        {"number": order_number, "email": "nika@mail.example", "card": CARD | {"state": "placed"}}
        for order_number in (number, other)
    ]
    async with engine.begin() as connection:
        for row in rows:
            await connection.execute(insert(orders).values(row | {"placed_at": datetime.now(UTC)}))
    widget = await house.widget()
    wish = {
        "sender": f"{widget.conversation_id}:0",
        "message_id": new_id(),
        "kind": "order_cancelled",
        "contact": "nika@mail.example",
    }
    bot.hold()
    await widget.say("yes", client_id=wish["message_id"])
    await bot.until_asked(1)
    for _ in range(2):
        status, told = await actions.act(**wish, number=number)
        assert (status, told["result"], told["order"]) == (200, "done", None)
    await widget.until_type("action.taken")
    bot.release()
    await widget.until_type("bot.said")
    [told] = [event for event in widget.log if event["body"]["type"] == "action.taken"]
    assert (told["actor"]["kind"], told["body"]["order"]) == ("bot", number)
    await widget.say("and this one", client_id=(late := new_id()))
    await widget.until(lambda: widget.types.count("bot.said") > 1, "the next answer")
    status, told = await actions.act(**wish | {"message_id": late}, number=other)
    assert (status, told["result"]) == (200, "taken_over")
    _, found = await actions.look_up(
        sender=wish["sender"], number=other, contact="nika@mail.example"
    )
    assert found["order"]["state"] == "placed"


@pytest.mark.parametrize(
    "change",
    [{"kind": "coupon_issued"}, {"reason": "moon"}, {"message_id": "7"}, {"number": None}],
)
async def test_a_bad_wish_is_refused(actions: ActionServer, change: dict[str, object]) -> None:
    """The route knows no other actions."""
    wish = {
        "sender": f"{new_id()}:0",
        "message_id": new_id(),
        "kind": "order_cancelled",
        "number": "1",
    }
    assert (await actions.act(**wish))[0] == 404, "there is no such message"
    assert (await actions.act(**wish | change))[0] == 422


async def test_new_visitors_from_one_address_get_no_new_guesses(
    actions: ActionServer, open_house: House
) -> None:
    """The proxy before the gateway tells the address; another address is another visitor."""

    async def guess(address: str) -> str:
        widget = await open_house.widget(address=address)
        sender = f"{widget.conversation_id}:0"
        _, told = await actions.look_up(
            sender=sender, number=new_id()[-6:], contact=f"{new_id()}@mail.example"
        )
        return str(told["result"])

    results = [await guess("93.184.216.34") for _ in range(ATTEMPTS_PER_NETWORK + 1)]
    assert results == ["no_match"] * ATTEMPTS_PER_NETWORK + ["too_many_attempts"]
    assert await guess("93.184.216.35") == "no_match"


async def test_an_address_counts_by_the_socket_that_writes(
    actions: ActionServer, open_house: House, valkey: Redis
) -> None:
    """It does not matter when its session was opened, nor from where."""
    widget = await open_house.widget(address="93.184.216.36")
    addresses = "firuze:address:*"
    (noted,) = await valkey.keys(addresses)
    first = await valkey.get(noted)
    await widget.socket.disconnect()
    widget.headers = {"X-Forwarded-For": "93.184.216.37"}
    await widget.connect()
    assert await valkey.get(noted) != first


async def test_the_bot_is_told_what_order_numbers_look_like(
    closed_house: House, bot: ScriptedBot, tmp_path: Path
) -> None:
    """As the orders file says it: with every message."""
    async with ShopServer(WooCommerce()).listening() as shop:
        file = tmp_path / "orders.yml"
        login = f"key: {KEY}, secret: {SECRET}"
        file.write_text(
            f"{{source: woocommerce, url: '{shop.url}', numbers: 'FZ[0-9]+', {login}}}", "utf-8"
        )
        await closed_house.open_gateway(FIRUZE_ORDERS_FILE=file)
        widget = await closed_house.widget()
        await widget.say("hello")
        await widget.until_type("bot.said")
    assert bot.turns[-1]["order_numbers"] == "FZ[0-9]+"


async def test_an_order_system_that_is_down_is_told_as_such(
    closed_house: House, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """By a code of its own, and what needs no order is answered as ever."""
    async with ShopServer(WooCommerce(woo_order())).listening() as shop:
        file = tmp_path / "orders.yml"
        file.write_text(
            f"{{source: woocommerce, url: '{shop.url}', key: {KEY}, secret: {SECRET}}}", "utf-8"
        )
        gateway = await closed_house.open_gateway(FIRUZE_ORDERS_FILE=file)
        actions = ActionServer(http, f"http://127.0.0.1:{gateway.internal_port}")
        widget = await closed_house.widget()
        asked = {
            "sender": f"{widget.conversation_id}:0",
            "number": "727",
            "contact": "john.doe@example.com",
        }
        status, told = await actions.look_up(**asked)
        assert (status, told["result"], told["order"]["number"]) == (200, "found", "727")
        shop.handler = shop.broken
        status, told = await actions.look_up(**asked)
        assert (status, told["error"]["code"]) == (503, "order_system_down")
        policies = (await actions.get("/internal/business"))["policies"]
        assert policies["delivery_time"]["en"] == "Two days."


@pytest.mark.parametrize(
    ("number", "contact"),
    [("1" * 4000, "nika@mail.example"), ("7", f"{'x' * 250}@mail.example"), ("7", "9" * 4000)],
)
async def test_what_is_too_long_for_a_number_or_a_contact_is_a_miss(
    actions: ActionServer, open_house: House, number: str, contact: str
) -> None:
    """As long as a message may be: it matches nothing, and is no error."""
    widget = await open_house.widget()
    asked = {"sender": f"{widget.conversation_id}:0", "number": number, "contact": contact}
    status, told = await actions.look_up(**asked)
    assert (status, told["result"]) == (200, "no_match")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"sender": "x", "number": "1"}, 422),
        ({"sender": f"{'-' * 36}:0", "number": "1"}, 422),
        ({"sender": f"{new_id()}", "number": "1"}, 422),
        ({"sender": f"{new_id()}:0"}, 422),
        ({"sender": f"{new_id()}:0", "number": "1\0"}, 422),
        ({"sender": f"{new_id()}:0", "number": "1", "contact": "x" * 4001}, 422),
        ({"sender": f"{new_id()}:0", "number": "1", "customer_id": "7"}, 422),
        ({"sender": f"{new_id()}:0", "number": "1"}, 404),
    ],
)
async def test_a_bad_lookup_is_refused(
    actions: ActionServer, asked: dict[str, str], status: int
) -> None:
    """Malformed, or for a conversation that there is not."""
    assert (await actions.look_up(**asked))[0] == status
