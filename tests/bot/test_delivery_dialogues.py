"""Questions about delivery to a place, and what follows them: with a real Rasa and real actions.

Parcels go to Tehran for nothing, to Tabriz for nothing from 40 euros on, and to Shiraz; nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot


@pytest.fixture(autouse=True)
def _open_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.mark.parametrize(
    ("language", "question", "said", "told"),
    [
        ("en", "how much is shipping to Tabriz?", "utter_shipping_cost_to_bounded", "€40.00"),
        (
            "en",
            "how long does delivery to Shiraz take?",
            "utter_delivery_time_to",
            "2 to 3 working",
        ),
        ("en", "what does shipping to Tehran cost?", "utter_shipping_cost_to_free", "nothing"),
        ("en", "how much is shipping to Kerman?", "utter_shipping_cost_not_there", "to Kerman"),
        ("en", "how much is shipping to Germany?", "utter_shipping_cost_not_there", "to Germany"),
        ("en", "how much is shipping?", "utter_shipping_cost", "costs something"),
        ("fa", "هزینهٔ ارسال به تبریز چقدره؟", "utter_shipping_cost_to_bounded", "۴٫۵۰ یورو"),
        ("fa", "هزینه ارسال به کرمان چنده؟", "utter_shipping_cost_not_there", "کرمان"),
        ("fa", "هزینه ارسال به آلمان چقدره؟", "utter_shipping_cost_not_there", "آلمان"),
        ("fa", "هزینهٔ ارسال چقدره؟", "utter_shipping_cost", "هزینه‌ای داره"),
        ("fa", "hazineye ersal be shiraz cheghadre?", "utter_shipping_cost_to", "شیراز"),
    ],
)
def test_the_place_that_was_asked_is_answered(
    bot: Bot, language: str, question: str, said: str, told: str
) -> None:
    """Days and price of the place; the bot says so of a place that no parcel goes to."""
    answer = bot.conversation(language).say(question)
    assert answer.said == [said]
    assert told in answer.text


@pytest.mark.parametrize(
    ("language", "question", "then", "answers"),
    [
        (
            "en",
            "how much is shipping to Tehran?",
            ["and for Tabriz?", "what about Berlin?"],
            ["utter_shipping_cost_to_bounded", "utter_shipping_cost_not_there"],
        ),
        (
            "fa",
            "هزینهٔ ارسال به تهران چقدره؟",
            ["برای تبریز چی؟", "آلمان چطور؟"],
            ["utter_shipping_cost_to_bounded", "utter_shipping_cost_not_there"],
        ),
    ],
)
def test_a_place_alone_asks_the_same_again(
    bot: Bot, language: str, question: str, then: list[str], answers: list[str]
) -> None:
    """A follow-up keeps the topic."""
    talk = bot.conversation(language)
    talk.say(question)
    for line, said in zip(then, answers, strict=True):
        answer = talk.say(line)
        assert (answer.intent, answer.said) == ("shipping_cost", [said])


def test_the_place_is_kept_for_another_question(bot: Bot, shop: InternalApi) -> None:
    """After "shipping to Tabriz?" the time that delivery takes is the one to Tabriz."""
    talk = bot.conversation("en")
    talk.say("how much is shipping to Tabriz?")
    answer = talk.say("and how long does delivery take?")
    assert answer.said == ["utter_delivery_time_to_bounded"]
    assert "tabriz" in shop.places[-1]["city"]
