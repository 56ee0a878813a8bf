"""A customer whose network is gone for a minute: what they write meanwhile arrives once, and in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import pytest
from playwright.async_api import Browser, BrowserContext, Error, Page, expect

from tests.e2e.people import Customer
from tests.e2e.relay import Relay
from tests.handoff.conftest import House
from tests.handoff.scripted_bot import ScriptedBot

MINUTE = 60.0  # seconds
HELLO = "Hello"
SOON = 20_000  # milliseconds: the longest pause between two attempts, and a turn of the bot
WORDS = {
    "en": ("Is the lamp in stock?", "The green one, I mean.", "And can it be here by Friday?"),
    "fa": ("چراغ مطالعه موجود است؟", "سبزرنگش را می‌گویم.", "تا جمعه به دستم می‌رسد؟"),
}


@dataclass
class Traveller:
    """A customer with one browser, and the line from it to the gateway."""

    context: BrowserContext
    relay: Relay
    language: str

    async def new_tab(self) -> Customer:
        customer = Customer(await self.context.new_page())
        await customer.page.goto(self._shop)
        if not await customer.page.get_by_test_id("composer").is_visible():
            await customer.page.get_by_test_id("launcher").click()
        await expect(customer.page.get_by_test_id("composer")).to_be_visible()
        return customer

    @property
    def _shop(self) -> str:
        return f"http://127.0.0.1:{self.relay.port}/shop/?lang={self.language}"

    async def into_the_tunnel(self) -> None:
        """Open connections break, new ones cannot be made, and the browser knows that it is offline."""
        await self.context.set_offline(True)
        self.relay.cut()

    async def out_of_the_tunnel(self) -> None:
        self.relay.mend()
        await self.context.set_offline(False)


@pytest.fixture(scope="module")
async def house(own_house: House) -> AsyncIterator[House]:
    async with ScriptedBot().listening() as bot:
        await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
        yield own_house


@asynccontextmanager
async def travelling(
    house: House, chromium: Browser, language: str
) -> AsyncIterator[tuple[Traveller, Customer]]:
    """With the chat open, and a first message that was answered."""
    async with Relay(house.gateways[0].port).listening() as relay:
        context = await chromium.new_context(locale=language)
        traveller = Traveller(context, relay, language)
        customer = await traveller.new_tab()
        await customer.say(HELLO)
        await customer.hears("bot.said", HELLO)
        yield traveller, customer
        await context.close()


async def _fails_to_reload(page: Page) -> None:
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        await page.reload()


async def _said(customer: Customer) -> Sequence[str]:
    """What the log shows of the customer's words, once nothing waits to be sent any more."""
    await expect(customer.page.get_by_test_id("outbox")).to_have_count(0, timeout=SOON)
    texts = customer.event("customer.said").locator(".text")
    return await texts.all_inner_texts()


async def _with_one_tab(house: House, chromium: Browser, language: str) -> None:
    async with travelling(house, chromium, language) as (traveller, customer):
        since = monotonic()
        await traveller.into_the_tunnel()
        for words in WORDS[language]:
            await customer.write(words)
            await expect(customer.page.get_by_test_id("outbox").last).to_contain_text(words)
        await _fails_to_reload(customer.page)
        await asyncio.sleep(MINUTE - (monotonic() - since))
        await traveller.out_of_the_tunnel()
        await customer.page.reload()
        await customer.hears("bot.said", WORDS[language][-1])
        assert await _said(customer) == [HELLO, *WORDS[language]]
        elsewhere = await traveller.new_tab()
        await elsewhere.hears("bot.said", WORDS[language][-1])
        assert await _said(elsewhere) == [HELLO, *WORDS[language]]


async def _with_two_tabs(house: House, chromium: Browser, language: str) -> None:
    async with travelling(house, chromium, language) as (traveller, first):
        second = await traveller.new_tab()
        since = monotonic()
        await traveller.into_the_tunnel()
        written = []
        for words in WORDS[language]:
            for number, tab in enumerate((first, second), start=1):
                written.append(f"{words} ({number})")
                await tab.write(written[-1])
                await expect(tab.page.get_by_test_id("outbox").last).to_contain_text(written[-1])
        await _fails_to_reload(first.page)
        await asyncio.sleep(MINUTE - (monotonic() - since))
        await traveller.out_of_the_tunnel()
        await first.page.reload()
        for tab in (first, second):
            await tab.hears("bot.said", written[-1])
            assert await _said(tab) == [HELLO, *written]
        assert await first.log() == await second.log()


async def test_what_is_written_in_a_minute_offline_arrives_once_and_in_order(
    house: House, chromium: Browser
) -> None:
    """Whether the customer reloads meanwhile, and in one tab or two. All wait through the same minute,
    a real one: the pauses between attempts to connect, the gateway's patience with a silent
    connection, and the browser each have a clock."""
    async with asyncio.TaskGroup() as together:
        for language in WORDS:
            together.create_task(_with_one_tab(house, chromium, language))
            together.create_task(_with_two_tabs(house, chromium, language))
