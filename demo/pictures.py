"""Takes the README's pictures: plays a conversation on a running demo, in both languages.

./firuze demo                       # in one terminal
.venv/bin/python -m demo.pictures   # in another; writes docs/pictures/
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from stack.browser import CHROMIUM_FLAGS, HOW_TO_GET_A_BROWSER, find_browser
from stack.errors import CliError

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
PASSWORD = "tea-lamp-blue-door"  # noqa: S105 - the demo's, shown at every start

STORIES = {
    "en": {
        "customer": "daniel",
        "question": "Where is my order 1042?",
        "complaint": "This is terrible service. I want to complain!",
        "reply": (
            "Hello Daniel, I'm Sara. I can see it has been stuck in Isfahan since Friday. "
            "I'm calling the sorting centre now and will write back within the hour."
        ),
        "note": "Second problem this season. A voucher with the answer?",
    },
    "fa": {
        "customer": "nika",
        "question": "سفارش ۱۰۶۳ کجاست؟",
        "complaint": "قرار بود دیروز برسه، واقعاً شاکی‌ام از این وضع!",
        "reply": (
            "سلام نیکا خانم، سارا هستم. حق دارید؛ بسته از دیروز دست پست است. "
            "همین الان پیگیری می‌کنم و تا یک ساعت دیگر خبرتان می‌دهم."
        ),
        "note": "اگر تا عصر نرسید، با پیک بفرستیم.",
    },
}


def take(address: str) -> None:
    """Writes four pictures: the widget and the console, in English and in Persian."""
    browser_path = find_browser()
    if browser_path is None:
        raise CliError("There is no browser.", way_out=HOW_TO_GET_A_BROWSER)
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS)
        for language, story in STORIES.items():
            _play(browser, address, language, story)
        browser.close()


def _play(browser: Browser, address: str, language: str, story: dict[str, str]) -> None:
    sara = _page(browser, 1440, 900, language)
    _log_in(sara, address, language)
    customer = _page(browser, 1280, 860, language)
    customer.goto(f"{address}/shop/?lang={language}&customer={story['customer']}")
    customer.get_by_test_id("launcher").click()
    _say(customer, story["question"])
    expect(customer.get_by_test_id("order-card").last).to_be_visible(timeout=15_000)
    expect(customer.get_by_test_id("typing")).to_be_hidden()
    _say(customer, story["complaint"])
    sara.locator('[data-testid="inbox-item"][data-owner="offered"]').first.click(timeout=30_000)
    sara.get_by_test_id("accept").first.click()
    sara.get_by_test_id("reply").fill(story["reply"])
    sara.get_by_test_id("reply-send").click()
    expect(_events(customer, "agent.said").last).to_be_visible(timeout=15_000)
    customer.screenshot(path=PICTURES / f"widget-{language}.png")
    sara.screenshot(path=PICTURES / f"console-{language}.png")
    sara.get_by_test_id("return-to-bot").click()
    sara.context.close()
    customer.context.close()


def _page(browser: Browser, width: int, height: int, language: str) -> Page:
    locale = "fa-IR" if language == "fa" else "en-GB"
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=locale, timezone_id="Asia/Tehran"
    )
    return context.new_page()


def _log_in(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/console/")
    page.get_by_test_id(f"language-{language}").first.click()
    page.get_by_test_id("login-email").fill("sara@firuze.example")
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("availability")).to_be_visible()
    page.get_by_test_id("tab-offered").click()


def _say(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    answers = _events(page, "bot.said").count()
    page.get_by_test_id("send").click()
    expect(_events(page, "bot.said").nth(answers)).to_be_visible(timeout=15_000)


def _events(page: Page, kind: str) -> Locator:
    return page.locator(f'[data-testid="event"][data-type="{kind}"]')


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    take(parser.parse_args().address)
