"""Questions about products, and what follows them: with a real Rasa and real actions.

Which product is meant the gateway decides; here it has four answers ready, by the words that are left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.actions.products import asked_title, attribute_asked, product_answer, product_card
from bot.components.entities import found_entities
from bot.spelling import normalise

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot

OWL: dict[str, Any] = {
    "title": "بوف کور",
    "titles": ["The Blind Owl"],
    "price": {"en": "185,000 tomans", "fa": "۱۸۵٬۰۰۰ تومان"},
    "money": {"amount": "1850000", "currency": "IRR"},
    "available": True,
    "url": "https://shop.example/owl",
    "image": None,
    "attributes": {"author": "Sadegh Hedayat|صادق هدایت", "تعداد صفحه": "128"},
}
HARD_OWL = {
    **OWL,
    "title": "بوف کور، جلد سخت",
    "titles": ["The Blind Owl, hardcover"],
    "price": {"en": "295,000 tomans", "fa": "۲۹۵٬۰۰۰ تومان"},
    "available": False,
}


@pytest.fixture(autouse=True)
def _shelf(shop: InternalApi) -> None:
    shop.reset()
    owl = ("found", [OWL])
    shop.shelf = {
        **dict.fromkeys(("blind owl", "the blind owl", "بوف کور", "boof koor"), owl),
        "بوف کور جلد سختش": ("found", [HARD_OWL]),
        "بوف کور hardcover": ("found", [HARD_OWL]),
        "بوف کور": owl,
        "owl": ("near", [OWL, HARD_OWL]),
    }


def title_in(text: str) -> str:
    """What is looked for, of a message as the pipeline reads it."""
    return asked_title(text, found_entities(normalise(text)))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("how much is The Blind Owl?", "blind owl"),
        ("do you have 'Persian Letters' in stock", "persian letters"),
        ('what does "How much land?" cost', "How much land?"),
        ("do you sell books?", ""),
        ("how much is it?", ""),
        ("who wrote Savushun?", "savushun"),
        ("قیمت بوف کور چنده؟", "بوف کور"),
        ("کتاب «جزء از کل» رو دارید؟", "جزء از کل"),
        ("جلد سختش چنده؟", "جلد سختش"),
        ("سلام، کلیدر موجوده؟", "کلیدر"),
        ("gheymate boof koor chande?", "boof koor"),
        ("نویسندهٔ سووشون کیه؟", "سووشون"),
    ],
)
def test_what_is_left_of_a_question_is_the_title(text: str, title: str) -> None:
    """Words that ask, nouns for any product and the fact that is asked for are no part of it."""
    assert title_in(text) == title


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("who is the author?", "author"),
        ("how many pages does it have", "pages"),
        ("مترجمش کیه؟", "translator"),
        ("is it a hardcover?", "binding"),
        ("is it good?", None),
    ],
)
def test_the_fact_that_is_asked_for_is_known_by_its_words(text: str, attribute: str | None) -> None:
    """In either language; what no list has is none."""
    assert attribute_asked(text) == attribute


@pytest.mark.parametrize(
    ("changes", "topic", "said"),
    [
        ({}, "price", "utter_price_is"),
        ({"available": None}, "price", "utter_price_is"),
        ({"available": False}, "price", "utter_price_sold_out"),
        ({"price": None}, "price", "utter_price_unknown"),
        ({}, "product_availability", "utter_product_availability_yes_for"),
        ({"price": None}, "product_availability", "utter_product_availability_yes"),
        ({"available": False}, "product_availability", "utter_product_availability_no"),
        ({"available": None}, "product_availability", "utter_product_availability_unknown"),
        ({}, "product_question", "utter_product_question_is"),
        ({"attributes": {}}, "product_question", "utter_product_question_unknown"),
    ],
)
def test_what_the_source_does_not_say_is_not_made_up(
    changes: dict[str, Any], topic: str, said: str
) -> None:
    """Each state of knowledge has a sentence of its own, in both languages."""
    for language in ("en", "fa"):
        response, values = product_answer({**OWL, **changes}, topic, "author", language)
        assert response == said
        assert "None" not in "".join(values.values())


@pytest.mark.parametrize(
    ("language", "title", "author"),
    [("en", "The Blind Owl", "Sadegh Hedayat"), ("fa", "بوف کور", "صادق هدایت")],
)
def test_a_product_s_card_is_in_the_language_of_the_talk(
    language: str, title: str, author: str
) -> None:
    """Its price is a figure, which whoever shows it puts into words."""
    assert product_card(OWL, language) == {
        "kind": "product",
        "title": title,
        "lines": [author],
        "price": {"amount": "1850000", "currency": "IRR"},
        "available": True,
        "image": None,
        "link": "https://shop.example/owl",
    }


@pytest.mark.parametrize(
    ("language", "question", "said", "told"),
    [
        (
            "en",
            "how much is The Blind Owl?",
            "utter_price_is",
            "“The Blind Owl” costs 185,000 tomans",
        ),
        (
            "en",
            "do you have The Blind Owl in stock?",
            "utter_product_availability_yes_for",
            "in st",
        ),
        ("en", 'how much is "Don Quixote"?', "utter_price_not_found", "“Don Quixote”"),
        ("fa", "قیمت بوف کور چنده؟", "utter_price_is", "قیمت «بوف کور» می‌شه ۱۸۵٬۰۰۰ تومان"),
        ("fa", "کتاب «بوف کور» رو موجود دارید؟", "utter_product_availability_yes_for", "موجوده"),
        ("fa", "قیمت کتاب «دن کیشوت» چنده؟", "utter_price_not_found", "«دن کیشوت»"),
    ],
)
def test_a_title_is_answered_in_the_customer_s_script(
    bot: Bot, language: str, question: str, said: str, told: str
) -> None:
    """With the title as the source has it in that language; an unknown one is said to be unknown."""
    answer = bot.conversation(language).say(question)
    assert answer.said == [said]
    assert told in answer.text


def test_the_product_is_kept_for_the_next_question(bot: Bot, shop: InternalApi) -> None:
    """«جلد سختش چنده؟» is about the book before, and agents see which one it was."""
    talk = bot.conversation("fa")
    first = talk.say("قیمت بوف کور چنده؟")
    assert first.body["slots"]["asked_product"] == "بوف کور"
    answer = talk.say("قیمت جلد سختش چنده؟")
    assert answer.said == ["utter_price_sold_out"]
    assert "۲۹۵٬۰۰۰ تومان" in answer.text
    assert shop.searches[-1] == {"text": "جلد سختش", "before": "بوف کور"}


def test_near_titles_are_buttons_that_ask_the_same(bot: Bot) -> None:
    """Pressing one answers the question; the way to a person is among them."""
    talk = bot.conversation("en")
    answer = talk.say('how much is "owl"?')
    assert answer.said == ["utter_price_of_which"]
    assert answer.payloads[0] == '/price{"product": "بوف کور"}'
    assert answer.payloads[-1] == "/request_human"
    assert talk.press(answer.payloads[0]).said == ["utter_price_is"]


def test_a_shop_without_products_says_what_it_always_said(bot: Bot, shop: InternalApi) -> None:
    """Nothing is called unknown where nobody has told of any product."""
    shop.shelf = {}
    assert bot.conversation("en").say("how much is The Blind Owl?").said == ["utter_price"]


def test_a_product_system_that_is_down_is_told_as_such(bot: Bot, shop: InternalApi) -> None:
    """The bot offers a person, and does not say that the title is unknown."""
    shop.products_down = True
    answer = bot.conversation("en").say("how much is The Blind Owl?")
    assert answer.said == ["utter_shop_unreachable"]
