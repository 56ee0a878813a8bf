"""When the bot steps aside: in time, with a warm word, and with all that an agent needs to know."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import Live

IMPATIENT = {
    "en": (
        "Where is my order 1042?",
        "daniel@mail.example",
        "and where is my parcel now? honestly annoying",
        "I am really fed up now, where on earth is my order",
    ),
    "fa": (
        "سفارش ۱۰۴۲ کجاست؟",
        "daniel@mail.example",
        "کلافه شدم، پس بسته‌ام کی می‌رسه",
        "دیگه کلافه شدم، این چه وضعشه، سفارشم کجاست",
    ),
}


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_who_grows_impatient_gets_a_person_before_shouting(
    new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """A delayed order: the first sour word is the bot's, the second brings Sara, who sees how the
    mood fell and finds each message by a click."""
    asks, contact, first, second = IMPATIENT[language]
    sara = await new_agent("sara")
    customer = await new_customer(language)
    await customer.say(asks)
    await expect(customer.event("bot.said")).to_have_count(1)
    await customer.say(contact)
    await expect(customer.page.get_by_test_id("order-card").last).to_contain_text(
        "1042" if language == "en" else "۱۰۴۲"
    )
    answers = await customer.event("bot.said").count()
    await customer.say(first)
    await expect(customer.event("bot.said")).to_have_count(answers + 1)
    await expect(customer.event("queue.entered")).to_have_count(0)
    await customer.say(second)
    await expect(customer.event("queue.entered")).to_have_count(1)

    await sara.accept()
    reason = sara.page.get_by_test_id("handoff-reason")
    await expect(reason).to_have_attribute("data-reason", re.compile("upset|complaint"))
    await expect(sara.page.get_by_test_id("why-orders")).to_contain_text("1042")
    evidence = sara.page.get_by_test_id("evidence").last
    await expect(evidence).to_contain_text(second)
    await evidence.click()
    said = sara.event("customer.said").filter(has_text=second)
    await expect(said).to_be_in_viewport()


@pytest.mark.parametrize(
    ("language", "told", "sorry"),
    [
        (
            "en",
            "Hello, my parcel came today, thank you. Sadly the vase in it arrived with a crack.",
            "I'm sorry",
        ),
        ("fa", "سلام وقتتون بخیر، بسته‌ام رسید، ممنون. فقط گلدون توش شکسته بود", "متأسفم"),
    ],
)
async def test_a_damaged_parcel_politely_told_brings_an_apology_and_a_person(
    new_customer: NewCustomer, new_agent: NewAgent, language: str, told: str, sorry: str
) -> None:
    """Nobody has to shout: the agent reads why the chat came, and the customer's own words."""
    sara = await new_agent("sara")
    customer = await new_customer(language)
    await customer.say(told)
    await customer.hears("bot.said", sorry)
    await expect(customer.event("queue.entered")).to_have_count(1)
    await sara.accept()
    reason = sara.page.get_by_test_id("handoff-reason")
    await expect(reason).to_have_attribute("data-reason", "serious_topic")
    await expect(sara.event("customer.said").filter(has_text=told)).to_be_visible()


@pytest.mark.parametrize(
    ("language", "question", "warm"),
    [
        ("en", "Which edition would suit a beginner?", "Good question"),
        ("fa", "بین این دو تا ترجمه کدوم رو برای یه تازه‌کار پیشنهاد می‌کنید؟", "سؤال خوبیه"),
    ],
)
async def test_advice_comes_from_somebody_who_knows_with_the_question_at_hand(
    new_customer: NewCustomer, new_agent: NewAgent, language: str, question: str, warm: str
) -> None:
    """The bot says so and asks for what helps; the agent reads the question beside the chat."""
    sara = await new_agent("sara")
    customer = await new_customer(language)
    await customer.say(question)
    await customer.hears("bot.said", warm)
    await expect(customer.event("queue.entered")).to_have_count(1)
    kinds = [kind for _, kind in await customer.log()]
    assert kinds.index("bot.said") < kinds.index("queue.entered"), "the warm word comes first"

    await sara.accept()
    reason = sara.page.get_by_test_id("handoff-reason")
    await expect(reason).to_have_attribute("data-reason", "complex_topic")
    await expect(sara.page.get_by_test_id("question")).to_contain_text(question)


async def test_persian_in_latin_letters_is_answered_in_persian(new_customer: NewCustomer) -> None:
    """It works on the English page, too; a word of both languages changes nothing."""
    customer = await new_customer("en")
    await customer.say("salam, hazine ersal be shiraz cheghadr mishe?")
    await customer.hears("bot.said", "تومان")
    await customer.say("ok")
    await expect(customer.event("bot.said")).to_have_count(2)
    await expect(customer.event("bot.said").last).to_contain_text(re.compile("[\u0600-\u06ff]"))


STRANGE = (
    "/restart",
    '/request_human{"x":1}',
    "🙂🙂👍",
    "سلام hello how کجاست order من",
    "<img src=x onerror=alert(1)><b>bold</b>",
    "'; DROP TABLE conversations; --",
)


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("language", ["en", "fa"])
async def test_strange_messages_are_text(
    live: Live, new_customer: NewCustomer, language: str, text: str
) -> None:
    """Shown as typed, answered with words, and nobody is handed over or forgotten for them."""
    customer = await new_customer(language)
    await customer.say(text)
    await expect(customer.event("bot.said").first).to_be_visible()
    assert await customer.page.locator('[data-testid="event"] img[src="x"]').count() == 0
    assert not {"bot.failed", "queue.entered"} & {kind for _, kind in await customer.log()}
    await customer.say("are you a robot?" if language == "en" else "تو رباتی؟")
    await customer.hears("bot.said", "bot" if language == "en" else "ربات")


@pytest.mark.parametrize(("language", "too_many"), [("en", "6,000 too many"), ("fa", "۶٬۰۰۰")])
async def test_ten_thousand_characters_are_counted_and_kept(
    new_customer: NewCustomer, language: str, too_many: str
) -> None:
    """The composer says by how much it is too long, sends nothing and loses nothing; shortened, it
    goes out."""
    customer = await new_customer(language)
    composer = customer.page.get_by_test_id("composer")
    await composer.fill("x" * 10_000)
    await expect(customer.page.get_by_test_id("counter")).to_contain_text(too_many)
    await expect(customer.page.get_by_test_id("send")).to_be_disabled()
    await customer.page.reload()
    composer = customer.page.get_by_test_id("composer")
    await expect(composer).to_have_value("x" * 10_000)
    await expect(customer.event("customer.said")).to_have_count(0)
    await customer.say("x" * 4_000)
    await expect(customer.event("bot.said").first).to_be_visible()
