"""What people notice while they look elsewhere, and what does not happen twice."""

import asyncio
import re

from playwright.async_api import Page, WebSocketRoute, expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.people import Agent, Customer

MINE = re.compile(r"\(1\) New messages")


class Elsewhere:
    """Another tab of the same browser, in front of `page` while somebody is elsewhere.

    Playwright lets every page believe that it has the focus, until a call says otherwise.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    async def __aenter__(self) -> None:
        session = await self._page.context.new_cdp_session(self._page)
        await session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        self._other = await self._page.context.new_page()
        await self._other.bring_to_front()

    async def __aexit__(self, *_: object) -> None:
        await self._other.close()
        await self._page.bring_to_front()


async def _talk(new_customer: NewCustomer, new_agent: NewAgent) -> tuple[Customer, Agent]:
    sara, customer = await new_agent("sara"), await new_customer("en")
    await customer.wants_a_person()
    await sara.accept()
    await sara.reply("Hello!")
    await customer.hears("agent.said", "Hello!")
    return customer, sara


async def test_the_customer_sees_in_the_title_that_an_answer_has_come(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """While another tab is in front the shop's title is marked, and given back afterwards."""
    customer, sara = await _talk(new_customer, new_agent)
    title = await customer.page.title()
    async with Elsewhere(customer.page):
        await sara.reply("Your parcel is on its way.")
        await expect(customer.page).to_have_title(f"(1) {title}")
    await expect(customer.page).to_have_title(title)


async def test_the_agent_sees_in_the_title_that_a_customer_has_written(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The chat is open already; the title shows it until the agent looks."""
    customer, sara = await _talk(new_customer, new_agent)
    async with Elsewhere(sara.page):
        await customer.say("Are you there?")
        await expect(sara.page).to_have_title(MINE)
    await expect(sara.page).not_to_have_title(MINE)


async def test_signing_out_in_one_tab_ends_the_other(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The other tab shows the login page, and no draft is left in the browser."""
    _, sara = await _talk(new_customer, new_agent)
    await sara.page.get_by_test_id("reply").fill("Dear customer")
    other = Agent(await sara.page.context.new_page())
    await other.page.goto(sara.page.url)
    await expect(other.page.get_by_test_id("reply")).to_have_value("Dear customer")
    await sara.log_out()
    await expect(other.page.get_by_test_id("login-notice")).to_contain_text("another tab")
    kept = await other.page.evaluate("Object.keys(localStorage).filter(k => k.includes('draft'))")
    assert kept == []
    await sara.log_in(sara.page.url.split("/console")[0], "sara")  # the end of the test logs out


async def test_an_agent_sees_that_the_customer_has_left(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """Some seconds after the page was closed, in the thread and in the list."""
    customer, sara = await _talk(new_customer, new_agent)
    await expect(sara.page.get_by_test_id("customer-away")).to_have_count(0)
    await customer.page.close()
    await expect(sara.page.get_by_test_id("customer-away")).to_have_count(2, timeout=20_000)


async def test_a_button_counts_once_however_slow_the_answer(new_customer: NewCustomer) -> None:
    """Pressed twice before the gateway has acknowledged the first press: one message, one answer."""
    customer = await new_customer("en")
    await customer.page.route_web_socket(re.compile(r"/socket\.io/"), _slow)
    await customer.page.reload()
    await customer.say("what can you do?")
    buttons = customer.page.get_by_test_id("reply-button")
    await buttons.first.dblclick()
    await expect(customer.event("customer.said")).to_have_count(2)
    await expect(customer.event("bot.said")).to_have_count(2)
    await customer.say("thank you")  # whatever else was sent would have come before it
    assert await customer.event("customer.said").count() == 3


async def test_a_button_that_is_pressed_offline_counts_once(new_customer: NewCustomer) -> None:
    """Three presses before the line is back: one message, one answer."""
    customer = await new_customer("en")
    await customer.say("what can you do?")
    button = customer.page.get_by_test_id("reply-button").first
    await expect(button).to_be_visible()
    await customer.page.context.set_offline(True)
    await button.evaluate("button => { for (let press = 0; press < 3; press++) button.click() }")
    await expect(customer.page.get_by_test_id("outbox")).to_have_count(1)
    await customer.page.context.set_offline(False)
    await expect(customer.event("bot.said")).to_have_count(2)
    await customer.say("thank you")  # whatever else was sent would have come before it
    assert await customer.event("customer.said").count() == 3


def _slow(page: WebSocketRoute) -> None:
    """What the server sends comes a second late, in order."""
    server = page.connect_to_server()
    loop = asyncio.get_running_loop()
    server.on_message(lambda message: loop.call_later(1, page.send, message))
