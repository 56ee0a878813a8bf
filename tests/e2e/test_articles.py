"""What the shop has written answers customers, in their language and in the other one."""

import asyncio

import pytest
from playwright.async_api import expect

from stack.checkout import this_checkout
from stack.checks.encoder import has_encoder
from tests.e2e.conftest import NewCustomer
from tests.e2e.live import PATIENCE, Live

pytestmark = pytest.mark.skipif(
    not has_encoder(this_checkout()), reason="the encoder's wheel does not fit this platform"
)


@pytest.fixture(autouse=True)
async def _indexed(live: Live) -> None:
    """Returns when the articles are indexed, as the bot does when it starts; people are served before."""
    checkout = live.stack.checkout
    build = await asyncio.create_subprocess_exec(
        *(str(checkout.bot_python), "-m", "bot.articles.build"), cwd=checkout.root
    )
    assert await build.wait() == 0


@pytest.mark.parametrize(
    ("language", "question", "said", "quoted", "title", "direction"),
    [
        (
            "en",
            "is there plastic in your parcels?",
            "written in Persian",
            "هیچ پلاستیکی",
            "کتاب‌ها را چطور بسته‌بندی می‌کنیم",
            "rtl",
        ),
        (
            "fa",
            "کارت هدیه تا چند سال معتبره؟",
            "به انگلیسی نوشته شده",
            "valid for two years",
            "Gift cards",
            "ltr",
        ),
    ],
)
async def test_a_question_is_answered_from_an_article_in_the_other_language(
    new_customer: NewCustomer,
    language: str,
    question: str,
    said: str,
    quoted: str,
    title: str,
    direction: str,
) -> None:
    """The bot says in which language it is, quotes the passage, and leads to it; a person is a tap away."""
    customer = await new_customer(language)
    await customer.say(question)
    answer = await customer.hears("bot.said", said)
    await expect(answer).to_contain_text(quoted)
    await expect(answer.get_by_test_id("reply-button")).to_have_count(2)
    card = answer.get_by_test_id("article-card")
    await expect(card).to_contain_text(title)
    async with customer.page.context.expect_page(timeout=PATIENCE) as opened:
        await card.get_by_role("link").click()
    page = await opened.value
    await expect(page.locator("html")).to_have_attribute("dir", direction)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("language", "question", "quoted"),
    [
        ("en", "does a gift card expire?", "two years"),
        ("fa", "درجهٔ کیفیت کتاب‌های دست‌دوم یعنی چی؟", "در حد نو"),
    ],
)
async def test_in_the_customers_own_language_the_article_is_simply_quoted(
    new_customer: NewCustomer, language: str, question: str, quoted: str
) -> None:
    """Nothing is said about languages."""
    customer = await new_customer(language)
    await customer.say(question)
    answer = await customer.hears("bot.said", quoted)
    await expect(answer).not_to_contain_text("Persian")
    await expect(answer).not_to_contain_text("انگلیسی")


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "do you tune pianos?"), ("fa", "پیانو هم کوک می‌کنید؟")],
)
async def test_what_no_article_says_is_not_quoted(
    new_customer: NewCustomer, language: str, question: str
) -> None:
    """The bot does not know, and offers a person."""
    customer = await new_customer(language)
    await customer.say(question)
    await expect(customer.event("bot.said").last).to_be_visible()
    await expect(customer.page.get_by_test_id("reply-button").last).to_be_visible()
    await expect(customer.page.get_by_test_id("article-card")).to_have_count(0)
