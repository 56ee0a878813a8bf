"""What a shop asks before the first message, in a browser: read, agreed to by keyboard, and asked once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from stack.browser import CHROMIUM_FLAGS, find_browser
from tests.e2e.relay import Relay
from tests.e2e.test_identity import STORED, Shop, shop_site
from tests.handoff.conftest import House
from tests.handoff.web.visitor.test_consent import LINK, TEXT, ask_for


@pytest.fixture
async def shop(own_house: House, tmp_path: Path) -> AsyncIterator[Shop]:
    ask_for(tmp_path / "business.yml", 1)
    gateway = await own_house.open_gateway(FIRUZE_BUSINESS_FILE=tmp_path / "business.yml")
    async with (
        Relay(gateway.port).listening() as relay,
        shop_site(relay) as address,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_FLAGS
        )
        yield Shop(address, await browser.new_context(), relay, own_house)
        await browser.close()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_shop_s_text_comes_before_the_first_message(shop: Shop, language: str) -> None:
    """Until it is agreed to there is nowhere to write; another tab need not agree again."""
    page = await shop.context.new_page()
    await page.goto(f"{shop.address}?identity=")
    await page.evaluate("language => Firuze.setLanguage(language)", language)
    await page.evaluate("Firuze.open()")
    consent = page.get_by_test_id("consent")
    await expect(consent).to_contain_text(TEXT[language])
    await expect(page.get_by_test_id("consent-link")).to_have_attribute("href", LINK[language])
    await expect(page.get_by_test_id("composer")).to_have_count(0)
    await page.get_by_test_id("consent-link").focus()
    await page.keyboard.press("Tab")
    await expect(page.get_by_test_id("consent-give")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await page.get_by_test_id("composer").fill("hello")
    await page.get_by_test_id("send").click()
    await expect(page.locator('[data-type="customer.said"]')).to_contain_text("hello")
    assert any(key.endswith(":token") for key, _ in await page.evaluate(STORED))
    other = await shop.context.new_page()
    await other.goto(f"{shop.address}?identity=")
    await other.evaluate("Firuze.open()")
    await expect(other.get_by_test_id("composer")).to_be_visible()


async def test_an_agreement_without_a_connection_is_given_once_there_is_one(shop: Shop) -> None:
    """The customer presses once: the panel tells that it will be done, and does it."""
    page = await shop.context.new_page()
    await page.goto(f"{shop.address}?identity=")
    await page.evaluate("Firuze.open()")
    await expect(page.get_by_test_id("consent")).to_be_visible()
    shop.relay.cut()
    await page.get_by_test_id("consent-give").click()
    await expect(page.get_by_test_id("consent")).to_contain_text("connection is back")
    shop.relay.mend()
    await expect(page.get_by_test_id("composer")).to_be_visible()
