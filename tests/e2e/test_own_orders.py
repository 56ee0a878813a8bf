"""A signed-in customer and their own orders, on the shop's page: nobody is asked for a number."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewCustomer

# Who asks, where the order is; what is told of the one that is meant; of the other book, and what of it.
DIALOGUES = {
    "en": (
        "daniel",
        [
            ("hello", "Daniel"),
            ("where is my order?", "order 1042 is delayed"),
            ("and the other book, the Shahnameh?", "Order 1051 was delivered"),
            ("thanks", "Anything else"),
        ],
    ),
    "fa": (
        "nika",
        [
            ("سلام، سفارشم چی شد؟", "۱۰۶۳ · بوف کور و ۱ مورد دیگه: توی راهه"),
            ("بوف کور", "سفارش ۱۰۶۳ ارسال شده"),
            ("اون یکی کتاب چی؟", "سفارش ۱۰۶۴ ثبت شده"),
            ("کی می‌رسه؟", "قراره سفارش ۱۰۶۴ تا"),
        ],
    ),
}


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_the_other_book_is_found(new_customer: NewCustomer, language: str) -> None:
    """By its title or as "the other one"; each is told, and the customer is called by the first name."""
    name, dialogue = DIALOGUES[language]
    customer = await new_customer(language, name)
    for said, answer in dialogue:
        await customer.say(said)
        await customer.hears("bot.said", answer)
    await expect(customer.event("queue.entered")).to_have_count(0)
    for surname in ("Frost", "رحیمی"):
        await expect(customer.event("bot.said").filter(has_text=surname)).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "name", "wish", "button", "told"),
    [
        ("en", "daniel", "where are my orders?", "1055 · Persian Cats", "Order 1055 was delivered"),
        ("fa", "nika", "سفارش‌هام کجان؟", "۱۰۵۷ · تقویم رومیزی", "سفارش ۱۰۵۷"),
    ],
)
async def test_orders_are_chosen_by_buttons(
    new_customer: NewCustomer, language: str, name: str, wish: str, button: str, told: str
) -> None:
    """With number and title, and the card shows what was chosen."""
    customer = await new_customer(language, name)
    await customer.say(wish)
    await customer.press(button)
    answer = await customer.hears("bot.said", told)
    await expect(answer.get_by_test_id("order-card")).to_be_visible()
