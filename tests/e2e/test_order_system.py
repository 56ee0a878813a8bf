"""The shop's own order system behind the real bot and its real action server: up, and down."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from playwright.async_api import expect

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.engine import open_engine
from handoff.domain.conversation.events import HandoffRequested
from handoff.domain.conversation.segments import SEGMENT_TURNS
from stack.checkout import this_checkout
from stack.free_ports import LOOPBACK, free_port
from stack.services import Ports, Stack
from stack.settings import StackSettings
from stack.supervisor import Supervisor
from tests.e2e.conftest import BUSINESS_FILE
from tests.e2e.live import Live
from tests.e2e.people import Customer
from tests.handoff.adapters.orders.shop_server import (
    KEY,
    SECRET,
    ShopServer,
    WooCommerce,
    woo_order,
)
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
    """A gateway whose orders are in WooCommerce, and the bot of this checkout. Visitors may change an
    order whose contact they know."""
    logs = tmp_path_factory.mktemp("logs")
    file = logs / "orders.yml"
    file.write_text(
        f"source: woocommerce\nurl: {shop.url}\nkey: {KEY}\nsecret: {SECRET}\n", "utf-8"
    )
    business = logs / "business.yml"
    trusting = BUSINESS_FILE.read_text("utf-8").replace("changes: code", "changes: contact")
    assert "changes: contact" in trusting
    business.write_text(trusting, "utf-8")
    stack = Stack(
        checkout=this_checkout(),
        settings=StackSettings(FIRUZE_PORT=free_port()),
        ports=Ports(),
        database_url=own_house.settings["DATABASE_URL"],
        redis_url=own_house.settings["REDIS_URL"],
        demo=False,
    )
    told = stack.gateway_environment()
    supervisor = Supervisor(lambda _: None)
    try:
        for service in (stack.actions(), stack.bot()):
            await supervisor.start(replace(service, log=logs / f"{service.name}.log"))
        await own_house.open_gateway(
            FIRUZE_DEMO=True,
            FIRUZE_ORDERS_FILE=file,
            FIRUZE_BUSINESS_FILE=business,
            FIRUZE_BOT_URL=f"http://{LOOPBACK}:{stack.ports.bot}",
            FIRUZE_BOT_SECRET=told["FIRUZE_BOT_SECRET"],
            FIRUZE_INTERNAL_PORT=stack.ports.internal,
            FIRUZE_INTERNAL_SECRET=told["FIRUZE_INTERNAL_SECRET"],
        )
        yield own_house
    finally:
        await supervisor.stop()


# The page in a language, and the conversation's id.
NewVisitor = Callable[[str], Awaitable[tuple[Customer, str]]]


@pytest.fixture
async def new_visitor(house: House, live: Live) -> AsyncIterator[NewVisitor]:
    """Opens the page of the shop whose orders are in WooCommerce."""
    contexts = []

    async def open_page(language: str) -> tuple[Customer, str]:
        contexts.append(await live.context(language))
        customer = Customer(await contexts[-1].new_page())
        async with customer.page.expect_response("**/api/visitor/session") as answer:
            await customer.open_shop(house.base, language, "")
        session = await (await answer.value).json()
        return customer, session["conversation_id"]

    yield open_page
    for context in contexts:
        await context.close()


async def _ask(customer: Customer, question: str) -> None:
    """Asks for order 1042, and gives the contact when asked."""
    await customer.say(question)
    await expect(customer.event("bot.said")).to_have_count(1)
    await customer.say(CONTACT)


@pytest.mark.parametrize(
    ("language", "question", "shown"),
    [
        ("en", "Where is my order 1042?", ("1042", "29.35")),
        ("fa", "سفارش ۱۰۴۲ من کجاست؟", ("۱۰۴۲", "۲۹٫۳۵")),
    ],
)
async def test_an_order_is_told_from_the_shop_s_own_system(
    new_visitor: NewVisitor,
    shop: ShopServer,
    language: str,
    question: str,
    shown: tuple[str, str],
) -> None:
    """The order shows as a card, after the contact matched."""
    shop.handler = WooCommerce(woo_order("1042"))
    customer, _ = await new_visitor(language)
    await _ask(customer, question)
    card = customer.page.get_by_test_id("order-card").last
    for text in shown:
        await expect(card).to_contain_text(text)
    await expect(customer.event("queue.entered")).to_have_count(0)


SMALL_TALK = ("hello", "thanks", "are you open?", "how long does delivery take?", "goodbye")


async def test_the_bot_s_memory_lasts_until_a_form_is_done(house: House, shop: ShopServer) -> None:
    """The question "cancel it, sure?" is the turn with which a segment would end. The yes to it still
    cancels, and only then a new segment begins."""
    shop.handler = system = WooCommerce(woo_order("1042"))
    widget = await house.widget()

    async def hears(text: str) -> str:
        answered = widget.types.count("bot.said")
        await widget.say(text)
        await widget.until(lambda: widget.types.count("bot.said") > answered, f"answer to {text}")
        return str(widget.texts[-1])

    for number in range(SEGMENT_TURNS - 1):
        await hears(SMALL_TALK[number % len(SMALL_TALK)])
    assert "Shall I cancel order 1042?" in await hears(f"please cancel order 1042, {CONTACT}")
    assert await _segment(house, widget.conversation_id) == 0
    assert "order 1042 is cancelled" in await hears("yes")
    assert system.orders[0]["status"] == "cancelled"
    assert await _segment(house, widget.conversation_id) == 1


async def _segment(house: House, conversation_id: str) -> int:
    engine = open_engine(house.settings["DATABASE_URL"], pool_size=1)
    state = await PostgresConversations(engine).load(conversation_id)
    await engine.dispose()
    return state.segment


# How long a server that hangs is waited for is measured against the turn's limit, so with the machine to itself.
@pytest.mark.parametrize("trouble", ["broken", pytest.param("hang", marks=pytest.mark.alone)])
@pytest.mark.parametrize(
    ("language", "question", "says"),
    [
        ("en", "Where is my order 1042?", "I can't reach our order system right now"),
        ("fa", "سفارش ۱۰۴۲ من کجاست؟", "الان به سیستم سفارش‌ها دسترسی ندارم"),
    ],
)
async def test_an_order_system_that_is_down_is_told_and_brings_a_person(
    new_visitor: NewVisitor,
    house: House,
    shop: ShopServer,
    trouble: str,
    language: str,
    question: str,
    says: str,
) -> None:
    """In the customer's language and in time, whether it answers with errors or not at all; the
    agent reads why."""
    shop.handler = getattr(shop, trouble)
    customer, conversation_id = await new_visitor(language)
    await _ask(customer, question)
    await customer.hears("bot.said", says)
    await expect(customer.event("queue.entered")).to_have_count(1)
    engine = open_engine(house.settings["DATABASE_URL"], pool_size=1)
    store = PostgresConversations(engine)
    events = await store.read(conversation_id, after=0, limit=100, public_only=False)
    await engine.dispose()
    [asked] = [event.body for event in events if isinstance(event.body, HandoffRequested)]
    assert asked.reason == "order_system_down"
