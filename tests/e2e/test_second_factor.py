"""The second step of signing in, in a browser: set up because the role needs it, used, and lost."""

from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from handoff.adapters.machine import now
from tests.handoff.conftest import PASSWORD, House

TITLES = {"en": "Set up the second step", "fa": "راه‌اندازی مرحلهٔ دوم ورود"}


async def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    await page.get_by_test_id("login-email").fill(email)
    await page.get_by_test_id("login-password").fill(password)
    await page.get_by_test_id("login-password").press("Enter")


def _code(secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(now() + timedelta(seconds=30 * later))


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_an_administrator_sets_it_up_uses_it_and_loses_the_phone(
    own_house: House, strict: str, chromium: Browser, language: str
) -> None:
    """The page's policy lets the picture through; codes work in the digits of the language, after a
    reload in between, and with a recovery code that works once."""
    email = await own_house.hire("Leila", role="admin")
    context = await chromium.new_context(locale=language)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(f"{strict}/console/")
    await log_in(page, email)
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[language])
    await page.reload()
    picture = page.get_by_test_id("set-up-picture")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") > 100
    assert "svg" in unquote(await picture.get_attribute("src") or "")
    secret = await page.get_by_test_id("set-up-secret").inner_text()
    await page.get_by_test_id("set-up-code").fill("000 000")
    await page.get_by_test_id("set-up-submit").click()
    await expect(page.get_by_test_id("account-notice")).to_be_visible()
    await page.get_by_test_id("set-up-code").fill(_in_digits(_code(secret, -1), language))
    await page.get_by_test_id("set-up-code").press("Enter")
    await expect(page.get_by_test_id("recovery-code")).to_have_count(10)
    codes = await page.get_by_test_id("recovery-code").all_inner_texts()
    async with page.expect_download() as download:
        await page.get_by_test_id("recovery-download").click()
    kept = (await (await download.value).path()).read_text("utf-8")
    assert all(code in kept for code in codes)
    await page.get_by_test_id("recovery-kept").click()
    await expect(page.get_by_test_id("availability")).to_be_visible()

    await _log_out(page)
    await log_in(page, email)
    await page.get_by_test_id("step-code").fill(_code(secret))
    await page.get_by_test_id("step-submit").click()
    await expect(page.get_by_test_id("availability")).to_be_visible()

    await _log_out(page)
    await log_in(page, email)
    await _use_recovery_code(page, codes[0])
    await expect(page.get_by_test_id("availability")).to_be_visible()
    await _log_out(page)
    await log_in(page, email)
    await _use_recovery_code(page, codes[0])
    await expect(page.get_by_test_id("account-notice")).to_be_visible()
    assert not [text for text in complaints if "Content Security Policy" in text]
    await context.close()


async def _use_recovery_code(page: Page, code: str) -> None:
    await page.get_by_test_id("step-kind").click()
    await page.get_by_test_id("step-code").fill(code)
    await page.get_by_test_id("step-submit").click()


async def _log_out(page: Page) -> None:
    await page.get_by_test_id("settings").click()
    await page.get_by_test_id("logout").click()
    await expect(page.get_by_test_id("login-email")).to_be_visible()


def _in_digits(code: str, language: str) -> str:
    """As a keyboard of that language types it."""
    return code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) if language == "fa" else code
