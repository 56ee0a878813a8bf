"""While a person owns the chat the bot goes on reading, for the agent alone."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import Live

ASKED = {"en": "What are your opening hours?", "fa": "ساعت کاری فروشگاه چنده؟"}
SUGGESTED = {"en": "Our usual week: Monday to Wednesday 09:00 to 20:00", "fa": "پنجشنبه ۹ تا ۱۳"}
ADDED = {"en": " See you soon!", "fa": " به امید دیدار!"}


def _with(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_a_suggested_reply_is_changed_and_sent(
    new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """In the customer's language. The customer gets what the agent sends, and nothing before."""
    sara = await new_agent("sara")
    customer = await new_customer(language)
    await customer.wants_a_person()
    await sara.accept()
    await sara.reply("Sara here.")
    await expect(sara.suggestion).to_have_count(0)

    await customer.say(ASKED[language])
    await expect(sara.suggestion).to_contain_text("Opening hours")
    await expect(sara.suggestion.get_by_test_id("suggestion-reply")).to_contain_text(
        SUGGESTED[language]
    )
    await sara.page.keyboard.press("Alt+ArrowUp")
    reply = sara.page.get_by_test_id("reply")
    await expect(reply).to_be_focused()
    await expect(reply).to_have_value(_with(SUGGESTED[language]))
    await sara.page.keyboard.press("Control+End")
    await sara.page.keyboard.insert_text(ADDED[language])
    assert await customer.event("agent.said").count() == 1

    text = await reply.input_value()
    await sara.page.get_by_test_id("reply-send").click()
    await customer.hears("agent.said", ADDED[language].strip())
    assert text.endswith(ADDED[language])
    await expect(customer.event("agent.said")).to_have_count(2)
    await expect(customer.event("agent.said").last).to_contain_text(SUGGESTED[language])
    await expect(customer.event("bot.said")).to_have_count(0)
    await expect(sara.suggestion).to_have_count(0)


async def test_an_article_opens_and_a_suggestion_is_dismissed(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """The article is in the agent's language; after the dismissal only new messages bring
    another."""
    sara = await new_agent("sara")
    customer = await new_customer("fa")
    await customer.wants_a_person()
    await sara.accept()
    await sara.reply("سلام")
    await customer.say("هزینه ارسال چقدره؟")
    article = sara.suggestion.get_by_test_id("suggestion-article")
    await article.locator("summary").click()
    await expect(article).to_contain_text("Shipping costs 45,000 tomans")
    await expect(sara.suggestion.get_by_test_id("suggestion-reply")).to_contain_text("۴۵٬۰۰۰ تومان")
    await sara.suggestion.get_by_test_id("suggestion-dismiss").click()
    await expect(sara.suggestion).to_have_count(0)
    await customer.say("چند روزه می‌رسه؟")
    await expect(sara.suggestion).to_contain_text("Delivery time")


async def test_the_bots_late_answer_is_suggested(
    live: Live, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    """It came when the agent had the chat; the agent may send it, as it is or changed."""
    sara = await new_agent("sara")
    customer = await new_customer("en")
    with live.proxy.held():
        await customer.say(ASKED["en"])
        await live.proxy.has_an_answer()
        await customer.wants_a_person()
        await sara.accept()
        await sara.reply("Sara here. One moment please.")
    await expect(sara.event("bot.suppressed")).to_have_count(1)
    await expect(sara.suggestion).to_contain_text("came too late")
    await sara.suggestion.get_by_test_id("suggestion-use").click()
    await expect(sara.page.get_by_test_id("reply")).to_have_value(_with("Our week"))
    await sara.page.get_by_test_id("reply-send").click()
    await customer.hears("agent.said", "Our week")
