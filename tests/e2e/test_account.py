"""A member's own account page in a browser: the password is changed, and another browser signed out."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.test_second_factor import log_in
from tests.handoff.conftest import PASSWORD, House

OTHER = "another staple entirely"
DONE = {"en": "Your password is changed", "fa": "گذرواژه‌تان عوض شد"}


async def _open_account(page: Page) -> None:
    await page.get_by_test_id("settings").click()
    await page.get_by_test_id("my-account").click()
    await expect(page.get_by_test_id("account")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_member_keeps_their_account(
    own_house: House, strict: str, chromium: Browser, language: str
) -> None:
    """They see where they are signed in, sign out there, and give themselves another password, at
    which every other browser says why it is out."""
    email = await own_house.hire("Sara")
    desk, phone = [await chromium.new_context(locale=language) for _ in range(2)]
    pages = []
    for context in (desk, phone):
        page = await context.new_page()
        await page.goto(f"{strict}/console/")
        await log_in(page, email, PASSWORD)
        await expect(page.get_by_test_id("availability")).to_be_visible()
        pages.append(page)
    at_desk, on_phone = pages

    await _open_account(at_desk)
    await expect(at_desk.get_by_test_id("own-session")).to_have_count(2)
    await at_desk.get_by_test_id("own-session-end").click()
    await expect(on_phone.get_by_test_id("login-notice")).to_be_visible()
    await expect(at_desk.get_by_test_id("own-session")).to_have_count(1)

    await log_in(on_phone, email, PASSWORD)
    await expect(on_phone.get_by_test_id("availability")).to_be_visible()
    await at_desk.get_by_test_id("own-password-open").click()
    await at_desk.get_by_test_id("own-password-current").fill(PASSWORD)
    await at_desk.get_by_test_id("own-password-new").fill(OTHER)
    await at_desk.get_by_test_id("own-password-again").fill(OTHER)
    await at_desk.get_by_test_id("own-password-again").press("Enter")
    await expect(at_desk.get_by_test_id("own-password-done")).to_contain_text(DONE[language])
    await expect(on_phone.get_by_test_id("login-notice")).to_be_visible()
    await log_in(on_phone, email, OTHER)
    await expect(on_phone.get_by_test_id("availability")).to_be_visible()
    for context in (desk, phone):
        await context.close()
