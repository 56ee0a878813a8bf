"""The bot answers routine questions with live data, in both languages."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from playwright.async_api import expect

from handoff.adapters.business_file import read_business
from handoff.adapters.machine import now
from handoff.domain.shop.business_hours import day_state, opening_state
from tests.e2e.conftest import NewCustomer
from tests.e2e.live import Live


async def test_opening_hours_in_persian(live: Live, new_customer: NewCustomer) -> None:
    """A customer who asks in Persian gets the hours of business.yml in Persian digits, and hears
    whether the shop is open now."""
    hours = read_business(live.business).business_hours()
    customer = await new_customer("fa")
    await customer.say("سلام، ساعت کاری فروشگاه چنده؟")
    answer = await customer.hears("bot.said", "پنجشنبه ۹ تا ۱۳ و ۱۶ تا ۲۱")
    open_now = opening_state(hours, now()).open_now
    await expect(answer).to_contain_text("بازیم" if open_now else "الان بسته‌ایم")
    await expect(customer.page.get_by_test_id("panel")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize(
    ("language", "lines", "answer"),
    [
        ("en", ("hey", "me again", "what are your opening hours?"), "Our week"),
        ("fa", ("سلام", "یه سوال داشتم", "ساعت کاری فروشگاه چنده؟"), "ساعت کار"),
    ],
)
async def test_quick_lines_get_one_answer(
    new_customer: NewCustomer, language: str, lines: Sequence[str], answer: str
) -> None:
    """The bot waits until the customer pauses, and reads the lines together."""
    customer = await new_customer(language)
    for line in lines:
        await customer.write(line)
    await customer.hears("bot.said", answer)
    kinds = [event.get_attribute("data-type") for event in await customer.events.all()]
    assert await asyncio.gather(*kinds) == [*["customer.said"] * 3, "bot.said"]


@pytest.mark.parametrize(
    ("language", "question", "then", "verdicts"),
    [
        ("en", "are you open on Friday?", "and Thursday?", ("No.", "Yes.")),
        ("fa", "جمعه بازید؟", "پنجشنبه چی؟", ("نه،", "بله،")),
    ],
)
async def test_the_hours_of_the_day_that_was_asked(
    live: Live,
    new_customer: NewCustomer,
    language: str,
    question: str,
    then: str,
    verdicts: tuple[str, str],
) -> None:
    """The shop is open around the clock now, and that is no answer to a question about Friday; another
    day alone asks the same again, and gets no yes and no no."""
    hours = read_business(live.business).business_hours()
    today = now().astimezone(hours.zone).date()
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    customer = await new_customer(language)
    await customer.say(question)
    verdict = verdicts[1 if day_state(hours, friday).intervals else 0]
    await customer.hears("bot.said", verdict)
    await customer.say(then)
    answer = await customer.hears(
        "bot.said", re.compile("Thursday|پنجشنبه|tomorrow|فردا|Our week|هفته")
    )
    for word in verdicts:
        await expect(answer).not_to_contain_text(word)


@pytest.mark.parametrize(
    ("language", "question", "cost", "then", "other"),
    [
        ("en", "how much is shipping to Shiraz?", "65,000 tomans", "and for Tehran?", "45,000"),
        ("fa", "هزینهٔ ارسال به شیراز چقدره؟", "۶۵٬۰۰۰ تومان", "برای تهران چی؟", "۴۵٬۰۰۰ تومان"),
    ],
)
async def test_shipping_to_a_city(
    new_customer: NewCustomer, language: str, question: str, cost: str, then: str, other: str
) -> None:
    """The price to the city that was named, and then to another one."""
    customer = await new_customer(language)
    await customer.say(question)
    await customer.hears("bot.said", cost)
    await customer.say(then)
    await customer.hears("bot.said", other)


@pytest.mark.parametrize(
    ("language", "question", "price", "then", "other"),
    [
        (
            "en",
            "how much is The Blind Owl?",
            "185,000 tomans",
            "what's the price of the hardcover?",
            "295,000 tomans",
        ),
        ("fa", "قیمت بوف کور چنده؟", "۱۸۵٬۰۰۰ تومان", "قیمت جلد سختش چنده؟", "۲۹۵٬۰۰۰ تومان"),
    ],
)
async def test_a_price(
    new_customer: NewCustomer, language: str, question: str, price: str, then: str, other: str
) -> None:
    """The bot tells the price of a title from the shop's products, then of its other edition."""
    customer = await new_customer(language)
    await customer.say(question)
    await customer.hears("bot.said", price)
    await customer.say(then)
    await customer.hears("bot.said", other)


@pytest.mark.parametrize(
    ("language", "question", "asked", "shown"),
    [
        ("en", "Where is my order 1042?", "e-mail", ("1042", "Isfahan sorting centre")),
        ("fa", "سفارش ۱۰۴۲ کجاست؟", "ایمیل", ("۱۰۴۲", "اصفهان")),
    ],
)
async def test_the_state_of_an_order(
    new_customer: NewCustomer, language: str, question: str, asked: str, shown: tuple[str, str]
) -> None:
    """The bot asks for the contact, then tells of the order as it is in the database."""
    customer = await new_customer(language)
    await customer.say(question)
    await customer.hears("bot.said", asked)
    await customer.say("daniel@mail.example")
    card = customer.page.get_by_test_id("order-card").last
    await expect(card).to_contain_text("The Conference of the Birds")
    for text in shown:
        await expect(card).to_contain_text(text)


async def test_an_order_is_kept_from_who_does_not_know_its_contact(
    new_customer: NewCustomer,
) -> None:
    """A wrong e-mail address tells nothing of the order, nor that it exists."""
    customer = await new_customer("en")
    await customer.say("Where is my order 1042?")
    await customer.hears("bot.said", "e-mail")
    await customer.say("somebody@else.example")
    await expect(customer.event("bot.said")).to_have_count(2)
    await expect(customer.page.get_by_test_id("order-card")).to_have_count(0)
    await expect(customer.page.get_by_test_id("panel")).not_to_contain_text("Isfahan")


@pytest.mark.parametrize(
    ("language", "wish", "contact", "yes", "outcome"),
    [
        (
            "en",
            "I want to cancel my order 1060",
            "mehdi@mail.example",
            "Yes, cancel it",
            ("Order 1060: Cancelled", "order 1060 is cancelled"),
        ),
        (
            "fa",
            "می‌خوام سفارش ۱۰۶۱ رو مرجوع کنم",
            "nika@mail.example",
            "منصرف شدم",
            ("سفارش ۱۰۶۱: مرجوعی ثبت شده", "مرجوعی سفارش ۱۰۶۱ ثبت شد"),
        ),
    ],
)
async def test_a_visitor_has_an_order_changed_with_a_code_from_its_mailbox(
    live: Live,
    new_customer: NewCustomer,
    language: str,
    wish: str,
    contact: str,
    yes: str,
    outcome: tuple[str, str],
) -> None:
    """The contact is checked, the order is shown, one button says yes, a code is mailed; a wrong one
    does nothing, the right one does it. The bot states what was done, and what comes next."""
    customer = await new_customer(language)
    await customer.say(wish)
    await expect(customer.event("bot.said")).to_have_count(1)
    await customer.say(contact)
    await expect(customer.page.get_by_test_id("order-card")).to_be_visible()
    earlier = len(live.mail.received)
    await customer.press(yes)
    await customer.hears("bot.said", f"{contact[0]}•••@mail.example")
    code = await _mailed_code(live, earlier)
    await customer.say(f"{(int(code) + 1) % 10**6:06}")
    await expect(customer.event("bot.said")).to_have_count(4)
    await expect(customer.event("action.taken")).to_have_count(0)
    await customer.say(code)
    for kind, words in zip(("action.taken", "bot.said"), outcome, strict=True):
        await customer.hears(kind, words)


async def _mailed_code(live: Live, earlier: int) -> str:
    """The digits in the mail that came after `earlier` ones."""
    mail = (await live.mail.until_received(earlier + 1))[earlier]
    [code] = re.findall(r"^\d{6}$", mail.text, re.MULTILINE)  # Persian digits, too
    return str(int(code)).zfill(6)


@pytest.mark.parametrize(
    ("language", "who", "wish", "yes", "told"),
    [
        (
            "fa",
            "nika",
            "می‌خوام سفارش ۱۰۶۴ رو لغو کنم",
            "بله، لغوش کن",
            "سفارش ۱۰۶۴: لغو شده",
        ),
        (
            "en",
            "daniel",
            "I want to return my order 1055",
            "It's damaged",
            "Order 1055: Return requested",
        ),
    ],
)
async def test_a_customer_who_is_signed_in_needs_no_code(
    new_customer: NewCustomer, language: str, who: str, wish: str, yes: str, told: str
) -> None:
    """The shop vouches for them: one button, and it is done."""
    customer = await new_customer(language, who)
    await customer.say(wish)
    await expect(customer.page.get_by_test_id("order-card")).to_be_visible()
    await customer.press(yes)
    await customer.hears("action.taken", told)


@pytest.mark.parametrize("text", ["/restart", '/request_human{"x":1}', "<b>hello</b>"])
async def test_commands_and_markup_are_text(new_customer: NewCustomer, text: str) -> None:
    """What looks like a command or like HTML is a message like any other."""
    customer = await new_customer("en")
    await customer.say(text)
    said = customer.event("customer.said").last
    await expect(said).to_contain_text(text)
    await expect(customer.event("bot.said").first).to_be_visible()
    await expect(customer.event("queue.entered")).to_have_count(0)
