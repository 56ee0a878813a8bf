"""Numbers, dates and languages in whole dialogues, with a real Rasa and real actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from internal_api import CONTACT

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot

DOCUMENTED = "[A-Z0-9-]+"  # the shape in docs/orders.md


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I ordered on 2026/10/03, where is it?"),
        ("en", "where is what I ordered on 2026-10-03?"),
        ("en", "my order of 03.10.2026 has not arrived"),
        ("fa", "سفارش ۱۴۰۵/۰۷/۱۱ من چی شد؟"),
        ("fa", "سفارشی که ۱۱ مهر ۱۴۰۵ دادم کجاست؟"),
        ("fa", "sefareshe 1405-07-11 man koja raft?"),
    ],
)
def test_a_date_is_no_number_whatever_is_between_its_parts(
    bot: Bot, shop: InternalApi, language: str, said: str
) -> None:
    """So the number is asked for."""
    answer = bot.conversation(language).say(said)
    assert answer.said == ["utter_ask_order_number"]
    assert shop.lookups == []


@pytest.mark.parametrize(
    "said",
    [
        "where is order 1042? 0912 123 4567",
        "1042 09121234567",
        "1042\n09121234567",
        "0912-123-4567, 1042",
        "سفارش ۱۰۴۲ کجاست ۰۹۱۲ ۱۲۳ ۴۵۶۷",
        "۱۰۴۲ ۰۹۱۲۱۲۳۴۵۶۷",
    ],
)
def test_number_and_phone_in_one_message(bot: Bot, shop: InternalApi, said: str) -> None:
    """Both arrive, and the bot says how the order stands at once."""
    answer = bot.conversation().say(said)
    assert answer.said == ["utter_order_delayed"]
    (lookup,) = shop.lookups
    assert (lookup["number"], lookup["contact"]) == ("1042", CONTACT)


@pytest.mark.parametrize(
    "phone", ["+98 912 123 4567", "0098 912 123 4567", "+98(0)912 123 4567", "٠٩١٢ ١٢٣ ٤٥٦٧"]
)
def test_a_phone_is_passed_on_with_all_its_digits(bot: Bot, shop: InternalApi, phone: str) -> None:
    """The gateway compares them by their national part."""
    talk = bot.conversation()
    talk.say("where is my order 1042?")
    talk.say(phone)
    assert shop.lookups[-1]["contact"].endswith("9121234567")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("where is my order WC-1042?", "WC-1042"),
        ("where is FZ1042 please", "FZ1042"),
        ("has order 2026-0007 been sent", "2026-0007"),
        ("where is order 42?", "42"),
        ("where is my order, number:1042", "1042"),
        ("سفارش:۱۰۴۲ کجاست", "1042"),
        ("where is order-1042", "1042"),
    ],
)
def test_numbers_with_prefixes_and_marks_are_looked_up(
    bot: Bot, shop: InternalApi, said: str, number: str
) -> None:
    shop.order["number"] = number
    answer = bot.conversation().say(f"{said} {CONTACT}")
    assert answer.said == ["utter_order_delayed"]
    assert shop.lookups[-1]["number"] == number


@pytest.mark.parametrize("typed", ["A-1000", "it is A-1000", "no, the number really is A-1000"])
def test_what_is_typed_where_a_number_was_asked_for_is_taken(
    bot: Bot, shop: InternalApi, typed: str
) -> None:
    """A number of the shop's own shape, in a sentence or alone, is taken the first time."""
    shop.order["number"] = "A-1000"
    talk = bot.conversation(order_numbers=DOCUMENTED)
    assert talk.say("where is my order?").said == ["utter_ask_order_number"]
    assert talk.say(typed).said == ["utter_ask_contact"]
    assert talk.say(CONTACT).said == ["utter_order_delayed"]
    assert shop.lookups[-1]["number"] == "A-1000"


@pytest.mark.parametrize("typed", ["42", "B7", "۴۲"])
def test_a_short_number_is_one_where_it_was_asked_for(bot: Bot, typed: str) -> None:
    talk = bot.conversation()
    talk.say("where is my order?")
    assert talk.say(typed).said == ["utter_ask_contact"]


def test_two_numbers_that_match_nothing_bring_a_person(bot: Bot) -> None:
    """Nobody is asked for the same again and again."""
    talk = bot.conversation(order_numbers=DOCUMENTED)
    talk.say("where is my order?")
    for _ in range(2):
        talk.say("Z-9999")
        last = talk.say(CONTACT)
    assert last.said == ["utter_order_not_found"]
    assert "/request_human" in last.payloads


def test_a_contact_that_is_too_long_is_a_miss(bot: Bot, shop: InternalApi) -> None:
    talk = bot.conversation()
    talk.say("where is order 1042?")
    answer = talk.say(f"{'x' * 64}@{'y' * 63}.{'z' * 63}.example")
    assert answer.status == 200
    assert answer.said == ["utter_ask_order_number_again"]


def test_a_long_name_is_no_hindrance(bot: Bot) -> None:
    """As long as the gateway takes one."""
    assert bot.conversation(customer_name="x" * 320).say("hello").status == 200


@pytest.mark.parametrize(
    ("language", "languages"), [("en", "English and Persian"), ("fa", "فارسی و انگلیسی")]
)
def test_a_third_language_is_answered_with_those_that_are_spoken(
    bot: Bot, language: str, languages: str
) -> None:
    """And with a person; a guess would be no more than that."""
    answer = bot.conversation(language).say("متى يصل الطلب", third_language="ar")
    assert answer.said == ["utter_foreign_language"]
    assert answer.text.startswith("عذرًا، لا أفهم إلا الإنجليزية والفارسية.")
    assert languages in answer.text
    assert answer.payloads == ["/request_human"]
    assert answer.titles == ["التحدث إلى شخص"]
    assert answer.intent == "nlu_fallback"


def test_a_language_without_words_of_ours_is_answered_in_the_conversations(bot: Bot) -> None:
    """The customer sees at least which languages there are."""
    answer = bot.conversation("fa").say("ჩემი შეკვეთა სად არის", third_language="und")
    assert answer.text.startswith("ببخشید، من فقط فارسی و انگلیسی (English)")


def test_a_number_is_a_number_in_any_language(bot: Bot) -> None:
    """Where it was asked for; what else is said in a third language is answered as such."""
    talk = bot.conversation()
    talk.say("where is my order?")
    assert talk.say("لا أعرف", third_language="ar").said[0] == "utter_foreign_language"
    assert talk.say("رقم الطلب ١٠٤٢", third_language="ar").said == ["utter_ask_contact"]
