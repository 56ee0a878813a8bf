"""The shop's own order system behind the real bot and its real action server: up, and down."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from cli.checkout import this_checkout
from cli.ports import LOOPBACK, free_port
from cli.settings import Settings
from cli.stack import Ports, Stack
from cli.supervisor import Supervisor
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.domain.events import HandoffRequested
from tests.handoff.adapters.orders.shop_server import (
    KEY,
    SECRET,
    ShopServer,
    WooCommerce,
    woo_order,
)
from tests.handoff.browsers import Widget
from tests.handoff.conftest import House

CONTACT = "john.doe@example.com"


@pytest.fixture(scope="module")
async def shop() -> AsyncIterator[ShopServer]:
    async with ShopServer(WooCommerce(woo_order("1042"))).listening() as server:
        yield server


@pytest.fixture(scope="module")
async def house(
    own_house: House, shop: ShopServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A gateway whose orders are in WooCommerce, and the bot of this checkout."""
    logs = tmp_path_factory.mktemp("logs")
    file = logs / "orders.yml"
    file.write_text(
        f"source: woocommerce\nurl: {shop.url}\nkey: {KEY}\nsecret: {SECRET}\n", "utf-8"
    )
    stack = Stack(
        checkout=this_checkout(),
        settings=Settings(FIRUZE_PORT=free_port()),
        ports=Ports(),
        database_url=own_house.settings["DATABASE_URL"],
        redis_url=own_house.settings["REDIS_URL"],
        demo=False,
    )
    told = stack.environment()
    supervisor = Supervisor(lambda _: None)
    try:
        for service in (stack.actions(), stack.bot()):
            await supervisor.start(replace(service, log=logs / f"{service.name}.log"))
        await own_house.open_gateway(
            FIRUZE_ORDERS_FILE=file,
            FIRUZE_BOT_URL=f"http://{LOOPBACK}:{stack.ports.bot}",
            FIRUZE_BOT_SECRET=told["FIRUZE_BOT_SECRET"],
            FIRUZE_INTERNAL_PORT=stack.ports.internal,
            FIRUZE_INTERNAL_SECRET=told["FIRUZE_INTERNAL_SECRET"],
        )
        yield own_house
    finally:
        await supervisor.stop()


async def _asks(house: House, language: str, question: str) -> Widget:
    """A customer who asks for order 1042 and, when asked, says whose it is."""
    widget = await house.widget(language=language)
    await widget.say(question)
    await widget.until_type("bot.said")
    await widget.say(CONTACT)
    await widget.until(lambda: widget.types.count("bot.said") > 1, "an outcome")
    return widget


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "Where is my order 1042?"), ("fa", "سفارش ۱۰۴۲ من کجاست؟")],
)
async def test_an_order_is_told_from_the_shop_s_own_system(
    house: House, shop: ShopServer, language: str, question: str
) -> None:
    """As a card, after the contact matched."""
    shop.handler = WooCommerce(woo_order("1042"))
    widget = await _asks(house, language, question)
    [card] = [event["body"]["card"] for event in widget.log if event["body"].get("card")]
    assert (card["number"], card["state"]) == ("1042", "placed")
    assert card["total"] == {"amount": "29.35", "currency": "USD"}
    assert widget.state["owner"] == "bot"


@pytest.mark.parametrize("trouble", ["broken", "hang"])
@pytest.mark.parametrize(
    ("language", "question", "says"),
    [
        ("en", "Where is my order 1042?", "I can't reach our order system right now"),
        ("fa", "سفارش ۱۰۴۲ من کجاست؟", "الان به سیستم سفارش‌ها دسترسی ندارم"),
    ],
)
async def test_an_order_system_that_is_down_is_told_and_brings_a_person(
    house: House, shop: ShopServer, trouble: str, language: str, question: str, says: str
) -> None:
    """In the customer's language and in time, whether it answers with errors or not at all; the
    agent reads why."""
    shop.handler = getattr(shop, trouble)
    widget = await _asks(house, language, question)
    assert any(says in text for text in widget.texts), widget.texts
    await widget.until(lambda: widget.state["owner"] in ("queued", "ticket"), "a person")
    assert "bot.failed" not in widget.types, "the bot itself was well"
    engine = open_engine(house.settings["DATABASE_URL"], pool_size=1)
    store = PostgresConversations(engine)
    events = await store.read(widget.conversation_id, after=0, limit=100, public_only=False)
    await engine.dispose()
    [asked] = [event.body for event in events if isinstance(event.body, HandoffRequested)]
    assert asked.reason == "order_system_down"
