"""The way into the staff in browsers: invited by an administrator, mailed by a real server, and in."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from handoff.adapters.machine import new_id
from stack.browser import PHONE
from stack.free_ports import free_port
from tests.e2e.test_second_factor import log_in
from tests.handoff.conftest import House
from tests.handoff.mail_server import MailServer, Received
from tests.handoff.waiting import eventually

PASSWORD = "another staple entirely"

WELCOME = {"en": "Welcome, Omid", "fa": "خوش آمدید، امید"}
# As the form asks for them: the one in the administrator's language first.
NAMES = {"en": {"en": "Omid", "fa": "امید"}, "fa": {"fa": "امید", "en": "Omid"}}
LEILA = {"en": "Leila", "fa": "لیلا"}
USED = {"en": "This link has been used", "fa": "از این پیوند پیش‌تر استفاده شده است"}
WITHDRAWN = {"en": "This invitation was withdrawn", "fa": "این دعوت‌نامه پس گرفته شده است"}
REPLACED = {"en": "This link no longer works", "fa": "این پیوند دیگر کار نمی‌کند"}
SUBJECT = {"en": "Your account at the help desk of", "fa": "میز پشتیبانی"}


@dataclass
class Installation:
    house: House
    address: str
    mail: MailServer

    async def until_mailed(self, email: str, count: int) -> list[Received]:
        """So many mails to this address."""

        async def came() -> bool:
            return len(self._to(email)) == count

        await eventually(came, f"{count} mails to {email}")
        return self._to(email)

    def _to(self, email: str) -> list[Received]:
        return [mail for mail in self.mail.received if mail.receivers == (email,)]


@pytest.fixture(scope="module")
async def mailing(own_house: House) -> AsyncIterator[Installation]:
    """A gateway that sends mail, under an address that its links lead to."""
    async with MailServer().listening() as mail:
        port = free_port()
        await own_house.open_gateway(
            FIRUZE_PORT=port, FIRUZE_SMTP_URL=mail.url, FIRUZE_MAIL_FROM="help@books.example"
        )
        yield Installation(own_house, f"http://127.0.0.1:{port}", mail)


@pytest.fixture(scope="module")
async def mailless(own_house: House) -> str:
    """The address of a gateway that sends no mail."""
    port = free_port()
    await own_house.open_gateway(FIRUZE_PORT=port)
    return f"http://127.0.0.1:{port}"


async def _opened(context: BrowserContext, house: House, address: str) -> Page:
    """An administrator's page of invitations."""
    page = await context.new_page()
    await page.goto(f"{address}/console/")
    await log_in(page, await house.hire("Leila", role="admin"))
    await page.get_by_test_id("nav-invitations").click()
    await expect(page.get_by_test_id("invitations")).to_be_visible()
    return page


async def _invite(page: Page, email: str, language: str) -> None:
    """By keyboard alone: from the button on, Tab and Space and Enter."""
    await page.get_by_test_id("invite").focus()
    await page.keyboard.press("Enter")
    for each in NAMES[language]:
        await expect(page.get_by_test_id(f"invite-name-{each}")).to_be_focused()
        await page.keyboard.type(NAMES[language][each])
        await page.keyboard.press("Tab")
    await page.keyboard.type(email)
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_test_id("invite-role-supervisor")).to_be_checked()
    await page.get_by_test_id("invite-new-teams").fill("returns")
    if await page.get_by_test_id(f"invite-mail-{language}").count():
        await page.get_by_test_id(f"invite-mail-{language}").check()
    await page.get_by_test_id("invite-new-teams").press("Enter")
    await expect(page.get_by_test_id("invite-send")).to_have_count(0)


def _row(page: Page, email: str) -> Locator:
    return page.get_by_test_id("invitation").filter(has_text=email)


async def _choose(page: Page, link: str, language: str) -> None:
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(WELCOME[language]))
    await page.get_by_test_id("password-new").fill(PASSWORD)
    await page.get_by_test_id("password-again").fill(PASSWORD)
    await page.get_by_test_id("password-again").press("Enter")
    await expect(page.get_by_test_id("availability")).to_be_visible()


async def _says(page: Page, link: str, title: str) -> None:
    """A closed link says why on a page of its own."""
    await page.goto("about:blank")
    await page.goto(link)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.get_by_test_id("password-invalid")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_whole_way_in_by_mail(
    mailing: Installation, chromium: Browser, language: str
) -> None:
    """Invited at a desk by keyboard, accepted on a phone; a link that was replaced, used or withdrawn
    says so."""
    desk = await chromium.new_context(locale=language)
    phone = await chromium.new_context(locale=language, viewport=PHONE, has_touch=True)
    page, hand = await _opened(desk, mailing.house, mailing.address), await phone.new_page()
    omid, nima = (f"{name}-{new_id()}@books.example" for name in ("omid", "nima"))
    await _invite(page, omid, language)
    row = _row(page, omid)
    await expect(row).to_contain_text("returns")
    await expect(row).to_contain_text(LEILA[language])
    await mailing.until_mailed(omid, 1)
    await row.get_by_test_id("invitation-resend").click()
    first, second = await mailing.until_mailed(omid, 2)
    assert SUBJECT[language] in second.subject
    old, link = (_link(mail.text, mailing.address) for mail in (first, second))

    await _says(hand, old, REPLACED[language])
    await _choose(hand, link, language)
    await hand.get_by_test_id("settings").click()
    await expect(hand.locator(".menu-who")).to_contain_text(omid)
    await _says(hand, link, USED[language])
    await hand.get_by_test_id("password-login").click()
    await expect(hand.get_by_test_id("availability")).to_be_visible()

    await page.reload()
    await expect(page.get_by_test_id("invitations")).to_be_visible()
    await _invite(page, nima, language)
    await expect(_row(page, omid)).to_have_count(0)
    [third] = await mailing.until_mailed(nima, 1)
    await _row(page, nima).get_by_test_id("invitation-withdraw").click()
    await expect(_row(page, nima).get_by_test_id("invitation-withdraw-sure")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(_row(page, nima)).to_have_count(0)
    await expect(page.get_by_test_id("invite")).to_be_focused()
    await _says(hand, _link(third.text, mailing.address), WITHDRAWN[language])
    for context in (desk, phone):
        await context.close()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_without_a_mail_server_the_link_is_handed_over(
    own_house: House, mailless: str, chromium: Browser, language: str
) -> None:
    """The page says that no mail goes out; what the administrator copies leads the colleague in."""
    desk = await chromium.new_context(
        locale=language, viewport=PHONE, permissions=["clipboard-read", "clipboard-write"]
    )
    home = await chromium.new_context(locale=language)
    page, other = await _opened(desk, own_house, mailless), await home.new_page()
    await expect(page.get_by_test_id("mail-off")).to_be_visible()
    email = f"omid-{new_id()}@books.example"
    await _invite(page, email, language)
    row = _row(page, email)
    await expect(row.get_by_test_id("invitation-url")).to_be_visible()
    await page.reload()
    await row.get_by_test_id("invitation-link").click()
    await row.get_by_test_id("invitation-copy").click()
    link = await row.get_by_test_id("invitation-url").input_value()
    assert await page.evaluate("navigator.clipboard.readText()") == link
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await _choose(other, link, language)
    for context in (desk, home):
        await context.close()


def _link(text: str, address: str) -> str:
    found = re.search(rf"{re.escape(address)}/console/#/password/\S+", text)
    assert found is not None, text
    return found[0]
