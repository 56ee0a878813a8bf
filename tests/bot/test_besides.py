"""A second matter in one message: answered if it is a general question, else named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.besides import answered_first, is_apologised_for, named_after
from bot.topics import topics

if TYPE_CHECKING:
    from talking import Bot


def reading(first: str, *matters: str) -> dict[str, Any]:
    return {
        "text": "…",
        "intent": {"name": first, "confidence": 0.9},
        "matters": [{"name": name, "confidence": 0.9} for name in matters],
        "entities": [
            {"entity": "order_number", "value": "1042"},
            {"entity": "city", "value": "tabriz"},
        ],
    }


def test_a_general_question_is_answered_as_if_it_had_come_alone() -> None:
    """Without the order's number, which is another matter's."""
    (besides,) = answered_first(reading("order_status", "cancel_order", "gift_wrap"), topics())
    assert besides["intent"]["name"] == "gift_wrap"
    assert [entity["value"] for entity in besides["entities"]] == ["tabriz"]
    assert "matters" not in besides


def test_what_is_the_customers_own_or_a_persons_is_not() -> None:
    for matter in ("cancel_order", "complaint", "product_advice"):
        assert answered_first(reading("gift_wrap", matter), topics()) == []
    assert answered_first(reading("nlu_fallback", "gift_wrap"), topics()) == []


def test_every_general_question_is_answered() -> None:
    besides = answered_first(reading("gift_wrap", "store_hours", "payment_methods"), topics())
    assert [parsed["intent"]["name"] for parsed in besides] == ["store_hours", "payment_methods"]


def test_an_own_matter_is_named_unless_a_person_comes_anyway() -> None:
    left = named_after(reading("gift_wrap", "cancel_order"), topics())
    assert left is not None
    assert left.name == "cancel_order"
    assert named_after(reading("complaint", "cancel_order"), topics()) is None
    assert named_after(reading("order_status", "gift_wrap"), topics()) is None


def test_a_sour_word_is_no_matter_to_name() -> None:
    """A person comes for it when it is one word too many."""
    assert named_after(reading("order_status", "complaint"), topics()) is None
    left = named_after(reading("order_status", "abuse", "cancel_order"), topics())
    assert left is not None
    assert left.name == "cancel_order"


def test_only_a_trouble_is_apologised_for_before_the_rest_is_answered() -> None:
    assert is_apologised_for(reading("item_damaged", "return_policy"), topics())
    assert not is_apologised_for(reading("order_status", "return_policy"), topics())
    assert not is_apologised_for(reading("nlu_fallback"), topics())


def test_the_apology_stands_before_the_answer_to_another_question(bot: Bot) -> None:
    """The serious one of two matters comes first, wherever it stands in the message."""
    answer = bot.conversation().say(
        "What are your opening hours? And the teapot I got from you is broken."
    )
    assert answer.intent == "item_damaged"
    assert answer.said[0] == "utter_item_damaged"
    assert any(name.startswith("utter_hours_") for name in answer.said[1:])


def test_beside_a_question_about_an_order_the_other_matter_is_no_second_question(bot: Bot) -> None:
    answer = bot.conversation().say("Where is my order? And I have to change my password.")
    assert [name.startswith("utter_ask_order_number") for name in answer.said].count(True) == 1
    assert "utter_besides" not in answer.said


def test_two_wishes_in_one_message_are_both_answered(bot: Bot) -> None:
    """And what is asked about the first stands last."""
    answer = bot.conversation().say("where is my order? and what does shipping cost?")
    assert answer.intent == "order_status"
    assert answer.said[0] == "utter_shipping_cost"
    assert answer.said[-1].startswith("utter_ask_order_number")


def test_a_second_wish_of_ones_own_is_named_with_a_button(bot: Bot) -> None:
    answer = bot.conversation("fa").say("ساعت کاریتون چیه؟ راستی می‌خوام سفارشم رو لغو کنم")
    topic = {answer.intent, *(matter["name"] for matter in answer.body["matters"])}
    assert {"store_hours", "cancel_order"} <= topic
    assert "/cancel_order" in answer.payloads or answer.said[-1].startswith("utter_ask_order")
