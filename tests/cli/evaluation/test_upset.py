"""How well upset is noticed, on messages few enough to count."""

import pytest

from cli.evaluation.upset import Rated, rated, recall_at, upset_figures
from handoff.domain.understanding import Emotion


def message(rating: int, strength: float, *, intent: bool = False) -> Rated:
    return Rated(rating=rating, noticed=strength > 0.5, strength=strength, told_by_intent=intent)


def test_upset_is_what_the_bot_calls_a_bad_feeling() -> None:
    """Joy and calm are none; a complaint tells by its intent what its words may not."""
    angry = rated("2", Emotion(label="anger", score=0.8, valence=-0.7), "order_status")
    assert (angry.noticed, angry.strength, angry.told_by_intent) == (True, 0.7, False)
    glad = rated("1", Emotion(label="joy", score=0.8, valence=0.7), "complaint")
    assert (glad.noticed, glad.strength, glad.told_by_intent) == (False, 0.0, True)


def test_figures_at_the_bots_own_threshold() -> None:
    messages = [
        message(2, 0.9),
        message(2, 0.4),
        message(1, 0.6),
        message(1, 0.2, intent=True),
        message(0, 0.7),
        message(0, 0.0),
    ]
    assert upset_figures(messages) == pytest.approx(
        {
            "upset_precision": 2 / 3,
            "upset_recall": 0.5,
            "upset_or_intent_recall": 0.75,
            "upset_recall_at_90": 0.25,
            "furious_noticed": 0.5,
            "false_alarms": 0.5,
        }
    )


def test_the_best_threshold_is_the_one_that_finds_most_at_this_precision() -> None:
    messages = [message(1, 0.9), message(1, 0.8), message(0, 0.7), message(1, 0.6)]
    assert recall_at(0.9, messages) == pytest.approx(2 / 3)
    assert recall_at(0.75, messages) == 1


def test_no_threshold_may_keep_the_precision() -> None:
    assert recall_at(0.9, [message(0, 0.9), message(1, 0.5)]) == 0


def test_figures_that_need_ratings_which_do_not_occur_are_left_out() -> None:
    assert upset_figures([message(0, 0.0)]) == {"false_alarms": 0.0}
    assert upset_figures([]) == {}
