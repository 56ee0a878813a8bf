"""Messages that are serious for certain, though not about what."""

from __future__ import annotations

from typing import Any

import pytest

from bot.surely import surely_serious
from bot.topics import topics


def read(intent: str, **shares: float) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
    first = {"name": intent, "confidence": shares.get(intent, 0.5)}
    others = [guess for guess in ranking if guess["name"] != intent]
    return {"text": "…", "intent": first, "intent_ranking": [first, *others]}


def intent_of(parsed: dict[str, Any]) -> str:
    return str(surely_serious(parsed, topics())["intent"]["name"])


@pytest.mark.parametrize("intent", ["nlu_fallback", "item_damaged"])
def test_two_troubles_in_doubt_are_met_with_the_apology_for_both(intent: str) -> None:
    """Neither a question back, nor the wrong one of two apologies."""
    parsed = read(intent, item_damaged=0.4, delivered_not_received=0.38, price=0.05)
    assert intent_of(parsed) == "complaint"


def test_the_ranking_goes_along_for_the_person_who_comes() -> None:
    parsed = read("nlu_fallback", item_damaged=0.4, delivered_not_received=0.38)
    ranking = surely_serious(parsed, topics())["intent_ranking"]
    assert [guess["name"] for guess in ranking[:1]] == ["complaint"]
    assert {"item_damaged", "delivered_not_received"} <= {guess["name"] for guess in ranking}


def test_one_that_leads_stands_for_itself() -> None:
    assert intent_of(read("item_damaged", item_damaged=0.7, item_wrong=0.1)) == "item_damaged"
    assert intent_of(read("item_damaged", item_damaged=0.45, item_wrong=0.15)) == "item_damaged"


def test_what_carries_on_with_a_question_is_no_trouble() -> None:
    """The question "and if it came torn?" asks for a rule."""
    parsed = read("nlu_fallback", item_damaged=0.4, delivered_not_received=0.38)
    assert intent_of({**parsed, "text": "and if it came torn?"}) == "nlu_fallback"


def test_what_may_be_no_trouble_at_all_is_left_alone() -> None:
    assert intent_of(read("nlu_fallback", item_damaged=0.25, item_wrong=0.2)) == "nlu_fallback"
    assert intent_of(read("price", price=0.35, item_damaged=0.3, item_wrong=0.3)) == "price"
