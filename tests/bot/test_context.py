"""Short messages that carry on with the general question before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.context import carries_on, in_context

if TYPE_CHECKING:
    from talking import Bot


def after(topic: str, *, asked: str | None = None) -> DialogueStateTracker:
    tracker = DialogueStateTracker("customer", [AnySlot("order_talk", mappings=[{}])])
    tracker.update(UserUttered("…", intent={"name": topic, "confidence": 0.9}))
    if asked is not None:
        tracker.update(SlotSet("order_talk", {"asked": asked}))
    return tracker


def reading(text: str, *guesses: tuple[str, float], **known: Any) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in guesses]
    return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": []} | known


OPENED = ("nlu_fallback", 0.7), ("item_damaged", 0.3), ("return_policy", 0.25)


def test_what_was_just_answered_is_likelier_in_a_short_message() -> None:
    told = in_context(reading("opened ones too?", *OPENED), after("return_policy"))
    assert told["intent"]["name"] == "return_policy"
    assert sum(guess["confidence"] for guess in told["intent_ranking"]) <= 1
    assert "nlu_fallback" not in {guess["name"] for guess in told["intent_ranking"]}


@pytest.mark.parametrize("topic", ["order_status", "item_damaged", "thank", "product_advice"])
def test_only_general_topics_are_carried_on(topic: str) -> None:
    """Orders have a talk of their own, troubles are a person's."""
    found = reading("opened ones too?", ("nlu_fallback", 0.7), (topic, 0.3))
    assert in_context(found, after(topic)) == found


def test_what_is_surely_about_something_else_stays() -> None:
    found = reading("do you gift wrap?", ("gift_wrap", 0.95), ("return_policy", 0.02))
    assert in_context(found, after("return_policy")) == found


def test_what_the_topic_has_no_part_in_stays() -> None:
    """Gibberish after a question is not that question."""
    found = reading("zorp frimble", ("nlu_fallback", 0.8), ("complaint", 0.2))
    assert in_context(found, after("return_policy")) == found


def test_a_long_an_unhappy_and_an_asked_for_message_speak_for_themselves() -> None:
    long = reading("the ones that I opened on the train to work last week", *OPENED)
    unhappy = reading("opened ones?", *OPENED, emotion={"valence": -0.6})
    number = reading("opened ones?", *OPENED)
    assert in_context(long, after("return_policy")) == long
    assert in_context(unhappy, after("return_policy")) == unhappy
    assert in_context(number, after("return_policy", asked="order_number")) == number


def test_a_yes_or_no_that_asks_is_about_what_was_answered() -> None:
    asked = reading("so it's a no?", ("deny", 0.9), ("affirm", 0.05))
    assert in_context(asked, after("gift_wrap"))["intent"]["name"] == "gift_wrap"
    told = reading("no", ("deny", 0.9), ("affirm", 0.05))
    assert in_context(told, after("gift_wrap")) == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and with a receipt?", True),
        ("what about cash", True),
        ("for orders from abroad too?", True),
        ("اگه باز شده باشه", True),
        ("جمعه‌ها چطور؟", True),
        ("kartam chi?", True),
        ("I want my money back", False),
        ("android phones", False),
        ("وسایلم نرسیده", False),
    ],
)
def test_carrying_on_shows_at_the_beginning_or_the_end(text: str, *, expected: bool) -> None:
    assert carries_on(text) is expected


def test_the_real_bot_stays_with_the_question(bot: Bot) -> None:
    talk = bot.conversation("en")
    assert talk.say("can I return a book?").intent == "return_policy"
    assert talk.say("and if the wrapping is open?").intent == "return_policy"
    talk = bot.conversation("fa")
    assert talk.say("هزینهٔ ارسال به کرج چقدره؟").intent == "shipping_cost"
    assert talk.say("اگه سه تا بگیرم رایگانه؟").intent == "shipping_cost"
