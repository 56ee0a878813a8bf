"""A connection through which nothing comes any more, and nobody says so: a dead network, a stuck proxy."""

import asyncio
import re
from time import monotonic

import pytest
from playwright.async_api import Browser, Route, WebSocketRoute, expect

from tests.e2e.people import Customer
from tests.handoff.conftest import House
from tests.handoff.scripted_bot import ScriptedBot

SOON = 10.0  # seconds
SOCKET = re.compile(r"/socket\.io/")
TOLD = {"en": "Connection lost", "fa": "اتصال قطع شد"}


class Way:
    """Between a page and its gateway. While it is not `clear`, nothing gets through, and nothing says so."""

    def __init__(self) -> None:
        self.clear = asyncio.Event()
        self.clear.set()

    def carry(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        page.on_message(lambda message: self._pass_on(message, server))
        server.on_message(lambda message: self._pass_on(message, page))

    def _pass_on(self, message: str | bytes, to: WebSocketRoute) -> None:
        if self.clear.is_set():
            to.send(message)

    async def fetch(self, route: Route) -> None:
        await self.clear.wait()
        await route.continue_()


@pytest.mark.alone
@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_customer_learns_it_within_ten_seconds_and_loses_nothing(
    own_house: House, chromium: Browser, language: str
) -> None:
    """What is written meanwhile arrives once, when the network is back."""
    async with ScriptedBot().listening() as bot:
        gateway = await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
        context = await chromium.new_context(locale=language)
        customer, way = Customer(await context.new_page()), Way()
        await customer.page.route_web_socket(SOCKET, way.carry)
        await customer.page.route(SOCKET, way.fetch)
        await customer.open_shop(f"http://127.0.0.1:{gateway.port}", language, "")
        await customer.say("Hello")
        way.clear.clear()
        since = monotonic()
        banner = customer.page.get_by_test_id("connection")
        await expect(banner).to_contain_text(TOLD[language], timeout=SOON * 1_000)
        assert monotonic() - since <= SOON
        await customer.write("Anybody there?")
        await expect(customer.page.get_by_test_id("outbox")).to_be_visible()
        way.clear.set()
        await customer.hears("bot.said", "Anybody there")
        await expect(banner).to_have_count(0)
        assert await customer.event("customer.said").count() == 2
        await context.close()
