"""Two tabs of one new visitor open at the same moment, and ask two gateways for a session."""

import asyncio
from itertools import count

from playwright.async_api import Page, Route, expect

from handoff.app import Gateway
from tests.e2e.people import Customer
from tests.e2e.test_identity import Shop, shop
from tests.handoff.conftest import base_of
from tests.handoff.waiting import PATIENCE

__all__ = ["shop"]


async def asks_at(page: Page, gateway: Gateway, both_ask: asyncio.Barrier) -> None:
    """The page's sessions come from `gateway`; its first request waits for the other page's."""
    asked = count()

    async def send_on(route: Route) -> None:
        if next(asked) == 0 and route.request.method == "POST":
            async with asyncio.timeout(PATIENCE):
                await both_ask.wait()
        await route.continue_(url=f"{base_of(gateway)}/api/visitor/session")

    await page.route("**/api/visitor/session", send_on)


async def test_two_tabs_of_a_new_visitor_are_in_one_conversation(shop: Shop) -> None:
    """Neither had a token when it asked: what one says stands in the other, and is there after a reload."""
    house = shop.house
    await house.open_gateway()
    both_ask = asyncio.Barrier(2)
    tabs = [Customer(await shop.context.new_page()) for _ in range(2)]
    for tab, gateway in zip(tabs, house.gateways[-2:], strict=True):
        await asks_at(tab.page, gateway, both_ask)
        await tab.page.goto(f"{shop.address}?identity=")
    await asyncio.gather(*(tab.page.evaluate("Firuze.open()") for tab in tabs))
    for tab in tabs:
        await expect(tab.page.get_by_test_id("welcome")).to_be_visible()
    await tabs[0].say("I write in the one tab")
    await expect(tabs[1].event("customer.said").first).to_contain_text("in the one tab")
    await tabs[1].say("and in the other")
    await expect(tabs[0].event("customer.said").last).to_contain_text("in the other")
    [talk] = await shop.found("in the one tab")
    assert [found.id for found in await shop.found("and in the other")] == [talk.id]
    for tab in tabs:
        await tab.page.reload()
        await expect(tab.event("customer.said")).to_have_count(2)
