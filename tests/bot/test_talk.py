"""What an unsure bot offers."""

from __future__ import annotations

from bot.actions.talk import guesses


def test_an_unsure_bot_offers_topics_that_have_a_chance_and_no_others() -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.5},
        {"name": "delivery_time", "confidence": 0.4},
        {"name": "affirm", "confidence": 0.3},
        {"name": "shipping_cost", "confidence": 0.03},
    ]
    assert guesses(ranking) == ["delivery_time"]
