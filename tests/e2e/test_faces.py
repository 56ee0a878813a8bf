"""How customers see their agent: the name in their own script, and the picture that the agent has chosen."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.people import Customer
from tests.e2e.test_files import payload
from tests.e2e.test_second_factor import log_in
from tests.handoff.browsers import Console
from tests.handoff.conftest import House
from tests.handoff.pictures import SVG, photo
from tests.handoff.scripted_bot import ScriptedBot, reply

NAMES = {"en": "Sara Karimi", "fa": "سارا کریمی"}
SAVED = {"en": "Your picture is saved", "fa": "تصویر شما ذخیره شد"}
REFUSED = {"en": "JPEG, PNG", "fa": "JPEG، PNG"}
LOADED = "image => image.complete && image.naturalWidth === 96"


@dataclass
class Office:
    house: House

    async def console(self, browser: Browser, language: str) -> tuple[Page, str]:
        """An agent's account page, and their address."""
        page = await (await browser.new_context(locale=language)).new_page()
        await page.goto(f"{self.house.base}/console/")
        email = await self.house.hire("Sara")
        await log_in(page, email)
        await page.get_by_test_id("settings").click()
        await page.get_by_test_id("my-account").click()
        await expect(page.get_by_test_id("account")).to_be_visible()
        return page, email

    async def customer(self, browser: Browser, language: str, words: str) -> Customer:
        customer = Customer(await (await browser.new_context(locale=language)).new_page())
        await customer.page.goto(f"{self.house.base}/shop/?lang={language}")
        await customer.page.get_by_test_id("launcher").click()
        await customer.say(words)
        await customer.hears("bot.said", words)
        return customer


@pytest.fixture(scope="module")
async def office(own_house: House) -> AsyncIterator[Office]:
    async with ScriptedBot().listening() as bot:
        bot.answer = lambda asked: reply(asked["text"])
        await own_house.open_gateway(FIRUZE_DEMO=True, FIRUZE_BOT_URL=bot.url)
        yield Office(own_house)


def _face(page: Page) -> Locator:
    return page.locator(".face img")


async def _choose(page: Page, name: str, kind: str, content: bytes) -> None:
    await page.get_by_test_id("own-portrait-file").set_input_files(payload(name, kind, content))


async def _shown(image: Locator) -> None:
    await expect(image).to_be_visible()
    await image.evaluate("image => image.decode()")
    assert await image.evaluate(LOADED)


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_customer_reads_and_sees_who_is_there(
    office: Office, chromium: Browser, language: str
) -> None:
    """The agent types both names and chooses a picture; customers of either language see both rightly."""
    page, email = await office.console(chromium, language)
    await page.get_by_test_id("own-names-open").click()
    for each, name in NAMES.items():
        await page.get_by_test_id(f"own-name-{each}").fill(name)
    await page.get_by_test_id("own-names-submit").click()
    await expect(page.get_by_test_id("own-names-done")).to_be_visible()
    await expect(page.get_by_test_id("settings")).to_contain_text(NAMES[language])
    await _choose(page, "me.svg", "image/svg+xml", SVG)
    await expect(page.get_by_test_id("account-notice").first).to_contain_text(REFUSED[language])
    await _choose(page, "me.jpg", "image/jpeg", photo((640, 480)))
    await expect(page.get_by_text(SAVED[language])).to_be_visible()
    await _shown(page.get_by_test_id("settings").locator("img"))

    sara = await office.house.console("Sara", email=email)
    for spoken, name in NAMES.items():
        customer = await office.customer(chromium, spoken, f"{language} {spoken}")
        initial = await customer.page.locator(".face").bounding_box()
        await _take(sara, f"{language} {spoken}")
        await expect(customer.event("agent.accepted")).to_contain_text(name)
        await expect(customer.page.get_by_test_id("talking-with")).to_contain_text(name)
        await _shown(_face(customer.page))
        assert await _face(customer.page).bounding_box() == initial  # nothing moves
        await customer.page.context.close()
    await page.context.close()


async def _take(sara: Console, words: str) -> None:
    """Takes the conversation in which these words were said last."""

    def chats() -> list[str]:
        return [id_ for id_, item in sara.items.items() if words in str(item["last"])]

    await sara.until(chats, "the customer in the inbox")
    assert (await sara.about("take", chats()[0]))["ok"]


async def test_without_a_picture_the_name_s_first_letter_stands_there(
    office: Office, chromium: Browser
) -> None:
    """The same where the page of the shop lets no pictures in, or the picture is gone; the agent brings
    back what they took away."""
    page, email = await office.console(chromium, "fa")
    await _choose(page, "me.png", "image/png", photo((200, 200), kind="PNG"))
    await expect(page.get_by_test_id("own-portrait-remove")).to_be_visible()
    sara = await office.house.console("Sara", email=email)
    customer = await office.customer(chromium, "fa", "عکس نیست")
    await _take(sara, "عکس نیست")
    await _shown(_face(customer.page))

    await page.get_by_test_id("own-portrait-remove").click()
    await expect(page.get_by_test_id("own-portrait-remove")).to_have_count(0)
    await customer.page.context.route(re.compile("/portraits/"), lambda route: route.abort())
    await customer.page.reload()
    await expect(customer.page.get_by_test_id("talking-with")).to_contain_text("سارا")
    await expect(_face(customer.page)).to_be_hidden()
    await expect(customer.page.locator(".face")).to_have_text("س")

    await page.get_by_role("button", name="برگرداندن").click()
    await _shown(page.get_by_test_id("settings").locator("img"))
    for context in (customer.page.context, page.context):
        await context.close()
