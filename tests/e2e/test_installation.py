"""An administrator puts the widget on the shop's pages: chooses, copies the tag, and sees that it is there."""

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from stack.browser import DESKTOP, PHONE
from stack.free_ports import free_port
from tests.e2e.sites import a_shop
from tests.e2e.test_second_factor import log_in
from tests.handoff.conftest import House

WORDS = {"en": "Put the chat on your website", "fa": "گفت‌وگو را در وب‌سایت بگذارید"}
REFUSED = {"en": "The settings refuse this site", "fa": "تنظیمات این سایت را نمی‌پذیرد"}


@pytest.fixture(scope="module")
async def address(own_house: House) -> str:
    """A gateway's own address."""
    port = free_port()
    await own_house.open_gateway(FIRUZE_PORT=port)
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
async def picky(own_house: House) -> str:
    """A gateway that lets one site use the widget."""
    port = free_port()
    await own_house.open_gateway(FIRUZE_PORT=port, FIRUZE_WIDGET_ORIGINS="https://shop.example")
    return f"http://127.0.0.1:{port}"


class Desk:
    """Opens administrators' pages of the installation."""

    def __init__(self, browser: Browser, house: House) -> None:
        self._browser = browser
        self._house = house

    async def open(self, address: str, language: str, viewport: ViewportSize = DESKTOP) -> Page:
        locale = "fa-IR" if language == "fa" else "en-GB"
        context = await self._browser.new_context(locale=locale, viewport=viewport)
        page = await context.new_page()
        await page.goto(f"{address}/console/")
        await log_in(page, await self._house.hire("Leila", role="admin"))
        await page.goto(f"{address}/console/#/installation")
        await expect(page.get_by_role("heading", name=WORDS[language])).to_be_visible()
        return page


@pytest.fixture
def desk(chromium: Browser, own_house: House) -> Desk:
    return Desk(chromium, own_house)


@pytest.mark.parametrize(("language", "viewport"), [("en", DESKTOP), ("fa", PHONE)])
async def test_the_tag_is_chosen_previewed_used_and_seen(
    desk: Desk, chromium: Browser, address: str, language: str, viewport: ViewportSize
) -> None:
    """By keyboard; what the page wrote works on the shop's page, and the page says that it was seen there."""
    page = await desk.open(address, language, viewport)
    await page.get_by_test_id("tag-side").focus()
    await page.get_by_test_id("tag-side").select_option("left")
    await page.get_by_test_id("tag-color").fill("#ffd500")
    await page.get_by_test_id("tag-radius").focus()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("4")
    await page.get_by_test_id("tag-greetingEn").focus()
    await page.keyboard.type('Hi "there" & welcome')
    await page.get_by_test_id("tag-greetingFa").focus()
    await page.keyboard.type("سلام!")
    tag = await page.get_by_test_id("installation-tag").input_value()
    assert 'data-color="#ffd500"' in tag
    assert """data-greeting='{"en":"Hi""" in tag  # as one reads it

    preview = page.frame_locator('[data-testid="installation-preview"]')
    bubble = preview.get_by_test_id("launcher")
    # Each pause in typing makes a new page of the preview: this is the last one.
    await expect(preview.locator("script[data-greeting*='سلام!']")).to_have_count(1)
    await expect(bubble).to_have_css("background-color", "rgb(255, 213, 0)")
    # The bubble is fixed in its window: the page is scrolled by somebody else.
    await page.get_by_test_id("installation-preview").scroll_into_view_if_needed()
    await bubble.click()
    greeting = {"en": 'Hi "there" & welcome', "fa": "سلام!"}[language]
    await expect(preview.get_by_test_id("welcome")).to_contain_text(greeting)
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(sideways)

    async with a_shop(tag) as shop:
        mine = page.get_by_test_id("installation-site").filter(has_text=shop)
        await expect(mine).to_have_count(0)
        visitor = await chromium.new_page()
        await visitor.goto(f"{shop}/mugs?secret=1")
        await expect(visitor.get_by_test_id("launcher")).to_have_css("color", "rgb(0, 0, 0)")
        await page.get_by_test_id("installation-look").click()
        await expect(mine).to_contain_text({"en": "not yet", "fa": "هنوز نه"}[language])
        await visitor.get_by_test_id("launcher").click()
        await expect(visitor.get_by_test_id("welcome")).to_be_visible()
        await page.get_by_test_id("installation-look").click()
        await expect(mine).not_to_contain_text({"en": "not yet", "fa": "هنوز نه"}[language])
        await visitor.close()


async def test_what_is_wrong_is_told_and_stays_out_of_the_tag(desk: Desk, address: str) -> None:
    """Beside the field, for screen readers too."""
    page = await desk.open(address, "en")
    await page.get_by_test_id("tag-hours").fill("always")
    wrong = page.get_by_test_id("tag-hours-wrong")
    await expect(wrong).to_be_visible()
    await expect(page.get_by_test_id("tag-hours")).to_have_attribute("aria-invalid", "true")
    assert "data-hours" not in await page.get_by_test_id("installation-tag").input_value()
    await page.get_by_test_id("tag-hours").fill("Mon-Fri 09:00-18:00")
    await expect(wrong).to_have_count(0)
    assert "data-hours" in await page.get_by_test_id("installation-tag").input_value()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_site_that_the_settings_refuse_is_shown_as_such(
    desk: Desk, chromium: Browser, picky: str, language: str
) -> None:
    """The tag is there, but the gateway does not serve that site: the page says what to do."""
    page = await desk.open(picky, language)
    async with a_shop(f'<script src="{picky}/widget.js" defer></script>') as shop:
        visitor = await chromium.new_page()
        await visitor.goto(shop)
        await expect(visitor.get_by_test_id("launcher")).to_be_visible()
        await page.get_by_test_id("installation-look").click()
        mine = page.get_by_test_id("installation-site").filter(has_text=shop)
        await expect(mine).to_contain_text(REFUSED[language])
        await visitor.close()
