"""Rankings, and readings of messages that are taken for another topic."""

from __future__ import annotations

from bot.ranking import Guess, taken_as, without


def guess(name: str, confidence: float) -> Guess:
    return {"name": name, "confidence": confidence}


def test_what_is_left_out_leaves_the_others_in_their_order() -> None:
    ranking = [guess("price", 0.5), guess("stock", 0.3), guess("greet", 0.1)]
    assert without(ranking, "price", "greet") == [guess("stock", 0.3)]


def test_another_topic_takes_the_head_of_the_ranking_and_stands_in_it_once() -> None:
    """The rest of the reading stays."""
    first, second = guess("price", 0.5), guess("stock", 0.3)
    parsed = {"text": "…", "intent": first, "intent_ranking": [first, second]}
    sure = guess("stock", 1.0)
    assert taken_as(parsed, sure) == {
        "text": "…",
        "intent": sure,
        "intent_ranking": [sure, first],
    }


def test_a_reading_without_a_ranking_gets_one() -> None:
    assert taken_as({"text": "…"}, guess("stock", 1.0))["intent_ranking"] == [guess("stock", 1.0)]
