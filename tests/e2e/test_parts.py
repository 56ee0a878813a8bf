"""Parts of the panel that load at need, by the card of an order."""

import re

import pytest
from playwright.async_api import Route, expect

from tests.e2e.conftest import NewCustomer
from tests.e2e.people import Customer

ORDERS = re.compile(r"/widget/assets/part-cards\.js\?v=\w{8}$")
ASK = {"en": ("Where is my order 1042?", "e-mail"), "fa": ("سفارش ۱۰۴۲ کجاست؟", "ایمیل")}
FAILED = {"en": "This part of the chat did not load.", "fa": "این بخش از گفت‌وگو باز نشد."}

BELOW_THE_FOLD = "log => log.scrollHeight - log.scrollTop - log.clientHeight"


async def _asks_for_the_order(customer: Customer, language: str) -> None:
    question, asked = ASK[language]
    await customer.say(question)
    await customer.hears("bot.said", asked)
    await customer.say("daniel@mail.example")


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_part_is_fetched_once_and_only_when_it_is_shown(
    new_customer: NewCustomer, language: str
) -> None:
    """Its address has the version of the panel's, so browsers may keep both for ever."""
    customer = await new_customer(language)
    asked: list[str] = []
    customer.page.on("request", lambda request: asked.append(request.url))
    await customer.page.reload()
    await expect(customer.page.get_by_test_id("welcome")).to_be_visible()
    assert not [url for url in asked if "/part-" in url]
    await _asks_for_the_order(customer, language)
    await expect(customer.page.get_by_test_id("order-card").last).to_be_visible()
    assert await customer.page.get_by_role("log").evaluate(BELOW_THE_FOLD) < 1
    loaded = [url for url in asked if ORDERS.search(url)]
    assert len(loaded) == 1
    panel = next(url for url in asked if "/panel.js" in url)
    assert panel.partition("?v=")[2] == loaded[0].partition("?v=")[2]


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_part_that_does_not_load_says_so_and_loads_at_a_press(
    new_customer: NewCustomer, language: str
) -> None:
    """The chat goes on meanwhile; nothing has to be said again."""

    async def abort(route: Route) -> None:
        await route.abort()

    customer = await new_customer(language)
    await customer.page.route(ORDERS, abort)
    await _asks_for_the_order(customer, language)
    failure = customer.page.get_by_test_id("part-failed")
    await expect(failure.first).to_contain_text(FAILED[language])
    await customer.page.unroute(ORDERS)
    await failure.first.get_by_role("button").click()
    await expect(customer.page.get_by_test_id("order-card").first).to_be_visible()
    await expect(failure).to_have_count(0)
