"""What a message is about that names a day or a city, and of which nothing else is understood."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.trackers import DialogueStateTracker

from bot.follow_ups import follow_up

NOBODY = DialogueStateTracker.from_events("", [])


def lost(*entities: str, **shares: float) -> dict[str, Any]:
    """A reading that is not understood, with the likelihood of some topics."""
    fallback = {"name": "nlu_fallback", "confidence": 0.7}
    ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
    named = [{"entity": kind, "value": "…", "start": 0, "end": 1} for kind in entities]
    return {
        "text": "what would it be",
        "intent": fallback,
        "intent_ranking": [fallback, *ranking],
        "entities": named,
    }


@pytest.mark.parametrize(
    ("entity", "shares", "intent"),
    [
        ("city", {"return_policy": 0.28, "shipping_cost": 0.21}, "shipping_cost"),
        ("date", {"delivery_late": 0.22, "store_hours": 0.11}, "store_hours"),
        ("city", {"return_policy": 0.28, "store_hours": 0.21}, "nlu_fallback"),
        ("city", {"return_policy": 0.28, "shipping_cost": 0.04}, "nlu_fallback"),
        ("email", {"shipping_cost": 0.21}, "nlu_fallback"),
    ],
)
def test_a_day_or_a_city_tells_what_may_be_meant(
    entity: str, shares: dict[str, float], intent: str
) -> None:
    """Of the topics that ask for it, the likeliest; none that has no chance."""
    assert follow_up(lost(entity, **shares), NOBODY)["intent"]["name"] == intent


def test_what_is_understood_is_left_alone() -> None:
    parsed = lost("city", shipping_cost=0.2)
    parsed["intent"] = {"name": "complaint", "confidence": 0.6}
    assert follow_up(parsed, NOBODY) == parsed
