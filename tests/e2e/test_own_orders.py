"""A signed-in customer and their own orders, on the shop's page: nobody is asked for a number."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewAgent, NewCustomer
from tests.e2e.live import Live

# The customer who asks, then each message and the part of its answer that shows which order was meant.
DIALOGUES = {
    "en": (
        "daniel",
        [
            ("hello", "Daniel"),
            ("where is my order?", "order 1042 is delayed"),
            ("and the other book, the Shahnameh?", "Order 1051 was delivered"),
            ("where are my orders?", "1055 · Persian Cats"),
        ],
    ),
    "fa": (
        "nika",
        [
            ("سلام، سفارشم چی شد؟", "۱۰۶۳ · بوف کور"),
            ("بوف کور", "سفارش ۱۰۶۳ ارسال شده"),
            ("اون یکی کتاب چی؟", "سفارش ۱۰۶۴ ثبت شده"),
            ("کی می‌رسه؟", "قراره سفارش ۱۰۶۴ تا"),
            ("سفارش‌هام کجان؟", "۱۰۵۷ · تقویم رومیزی"),
        ],
    ),
}
CHOSEN = {
    "en": ("1055 · Persian Cats", "Order 1055 was delivered"),
    "fa": ("۱۰۵۷ · تقویم رومیزی", "سفارش ۱۰۵۷"),
}


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_other_book_is_found(
    live: Live, new_customer: NewCustomer, new_agent: NewAgent, language: str
) -> None:
    """By its title, as "the other one" or by a button; each is told, the customer is called by the first
    name, and no person is needed."""
    name, dialogue = DIALOGUES[language]
    await live.restock(name)
    sara, customer = await new_agent("sara"), await new_customer(language, name)
    await customer.wants_a_person()
    await sara.accept()
    await sara.page.get_by_test_id(
        "return-to-bot"
    ).click()  # which forgets what it talked of before
    await expect(customer.event("returned.to_bot").last).to_be_visible()
    for said, answer in dialogue:
        await customer.say(said)
        await customer.hears("bot.said", answer)
    button, told = CHOSEN[language]
    await customer.press(button)
    chosen = await customer.hears("bot.said", told)
    await expect(chosen.get_by_test_id("order-card")).to_be_visible()
    log = await customer.log()  # goes on from what other tests said as this customer
    began = [seq for seq, kind in log if kind == "customer.said"][-len(dialogue) - 1]
    assert [seq for seq, kind in log if kind == "queue.entered" and seq > began] == []
    for surname in ("Frost", "رحیمی"):
        await expect(customer.event("bot.said").filter(has_text=surname)).to_have_count(0)
