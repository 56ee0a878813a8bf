"""A customer asks for a copy of their data and for its deletion, and the shop's people answer: in browsers of their own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from stack.browser import CHROMIUM_FLAGS, find_browser
from tests.e2e.looks import Looks
from tests.e2e.relay import Relay
from tests.e2e.test_identity import shop_site
from tests.handoff.conftest import PASSWORD, House

WORDS = {"en": "my turquoise lamp flickers", "fa": "چراغ فیروزه‌ای من چشمک می‌زند"}
WROTE = {"en": "You wrote: my turquoise lamp", "fa": "شما نوشتید: چراغ فیروزه‌ای"}


@dataclass
class Street:
    """A shop with its customers and its people, each in a browser of their own."""

    browser: Browser
    shop: str
    house: House
    stack: AsyncExitStack

    async def context(self, language: str) -> BrowserContext:
        locale = "fa-IR" if language == "fa" else "en-GB"
        context = await self.browser.new_context(
            locale=locale, viewport={"width": 1280, "height": 860}, reduced_motion="reduce"
        )
        self.stack.push_async_callback(context.close)
        return context

    async def customer(self, language: str, words: str) -> Page:
        """A guest who has said something."""
        page = await (await self.context(language)).new_page()
        await page.goto(f"{self.shop}?identity=")
        await page.evaluate("language => Firuze.setLanguage(language)", language)
        await page.evaluate("Firuze.open()")
        await page.get_by_test_id("composer").fill(words)
        await page.get_by_test_id("send").click()
        await expect(page.locator('[data-type="customer.said"]')).to_contain_text(words)
        return page

    async def member(self, language: str, role: Literal["supervisor", "admin"]) -> Page:
        """Somebody of the staff who looks at the requests."""
        email = await self.house.hire("Leila", role)
        page = await (await self.context(language)).new_page()
        await page.goto(f"{self.house.base}/console/#/requests")
        await page.get_by_test_id("login-email").fill(email)
        await page.get_by_test_id("login-password").fill(PASSWORD)
        await page.get_by_test_id("login-submit").click()
        await expect(page.get_by_test_id("nav-requests")).to_be_visible()
        return page


@pytest.fixture
async def street(own_house: House) -> AsyncIterator[Street]:
    gateway = await own_house.open_gateway()
    async with (
        Relay(gateway.port).listening() as relay,
        shop_site(relay) as shop,
        async_playwright() as playwright,
        AsyncExitStack() as stack,
    ):
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_FLAGS
        )
        stack.push_async_callback(browser.close)
        yield Street(browser, shop, own_house, stack)


async def _my_data(page: Page) -> None:
    await page.get_by_test_id("data").click()
    await expect(page.get_by_test_id("data-copy")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_customer_asks_the_shop_answers_and_nobody_else_sees_anything(
    street: Street, language: str, tmp_path: Path
) -> None:
    """First the copy, which only the customer can save; then the deletion, of which the page tells before it goes on."""
    looks = Looks(language)
    customer = await street.customer(language, WORDS[language])
    other = await street.customer(language, WORDS[language])
    leila = await street.member(language, "supervisor")
    mine = leila.get_by_test_id("request")
    await expect(leila.get_by_test_id("requests-empty")).to_be_visible()
    await looks.at(leila, "console", "no data requests")

    await _my_data(customer)
    await looks.at(customer, "widget", "my data")
    await customer.get_by_test_id("data-copy-ask").dblclick()
    await expect(customer.get_by_test_id("data-copy")).to_have_attribute("data-state", "open")
    await looks.at(customer, "widget", "my data asked")
    await expect(mine).to_have_count(1)
    await looks.at(leila, "console", "data requests")
    await leila.get_by_test_id("request-give").click()
    await looks.at(leila, "console", "sheet give copy")
    await leila.get_by_test_id("request-give-confirm").click()
    await expect(mine).to_have_count(0)

    await expect(customer.get_by_test_id("copy-save")).to_be_visible()
    await looks.at(customer, "widget", "my data copy")
    async with customer.expect_download() as saving:
        await customer.get_by_test_id("copy-save").click()
    saved = tmp_path / "copy.html"
    await (await saving.value).save_as(saved)
    assert WROTE[language] in saved.read_text("utf-8")
    await _my_data(other)
    await expect(other.get_by_test_id("data-copy-ask")).to_be_visible()

    await customer.get_by_test_id("data-deletion-ask").click()
    omid = await street.member(language, "admin")
    await expect(omid.get_by_test_id("request")).to_have_count(1)
    await omid.get_by_test_id("request-erase").click()
    await expect(omid.get_by_test_id("erasure-kept")).to_be_visible()
    await looks.at(omid, "console", "sheet delete")
    await omid.get_by_test_id("erasure-confirm").click()
    await expect(omid.get_by_test_id("requests-empty")).to_be_visible()
    await omid.get_by_test_id("requests-settled").click()
    await expect(omid.get_by_test_id("request").first).to_have_attribute("data-state", "done")
    await looks.at(omid, "console", "data requests answered")

    await expect(customer.get_by_test_id("erased")).to_be_visible()
    await expect(customer.locator('[data-type="customer.said"]')).to_have_count(0)
    await looks.at(customer, "widget", "deleted")
    await customer.reload()
    await customer.evaluate("Firuze.open()")
    await expect(customer.get_by_test_id("erased")).to_be_visible()
    await other.get_by_test_id("back").click()
    await expect(other.locator('[data-type="customer.said"]')).to_contain_text(WORDS[language])
    assert not looks.wrong, "\n".join(looks.wrong)
