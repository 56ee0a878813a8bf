"""What an unsure bot offers."""

from __future__ import annotations

from bot.actions.talk import guesses


def test_an_unsure_bot_offers_likely_topics_and_fills_up_with_common_ones() -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.5},
        {"name": "delivery_time", "confidence": 0.4},
        {"name": "affirm", "confidence": 0.3},
        {"name": "shipping_cost", "confidence": 0.01},
    ]
    assert guesses(ranking) == ["delivery_time", "order_status", "store_hours"]
