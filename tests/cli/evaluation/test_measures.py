"""The measures, on examples small enough to calculate by hand."""

import math

import pytest

from cli.evaluation.measures import (
    blind,
    classification,
    handoff_score,
    judged_as,
    median,
    recall_of,
)


def test_precision_recall_and_f1_of_each_label() -> None:
    scores = classification(["a", "a", "a", "b"], ["a", "a", "b", "b"])
    a, b = scores.labels
    assert (a.precision, a.support) == (1.0, 3)
    assert a.recall == pytest.approx(2 / 3)
    assert (b.precision, b.recall) == (0.5, 1.0)
    assert scores.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert scores.accuracy == 0.75
    assert scores.worst(5) == [("a", "b", 1)]


def test_a_label_that_is_never_guessed_scores_nothing() -> None:
    scores = classification(["a", "b"], ["a", "a"])
    assert scores.labels[1].f1 == 0


def test_asking_back_is_right_out_of_scope_and_wrong_within() -> None:
    meant = ["out_of_scope", "out_of_scope", "a", "a"]
    scores = classification(meant, ["nlu_fallback", "a", "nlu_fallback", "a"])
    assert scores.refused == 0.5
    assert scores.lost == 0.5
    assert scores.of("out_of_scope") is not None
    assert scores.of("nlu_fallback") is None


def test_a_set_without_anything_out_of_scope_has_no_such_recall() -> None:
    assert classification(["a"], ["a"]).refused is None


def test_gt_i_fades_with_the_distance() -> None:
    score = handoff_score([2, 2, 2], [2, 3, 4])
    assert score.golden_transfer == pytest.approx((1 + math.exp(-0.5) + math.exp(-2)) / 3)
    assert [score.precision, score.recall] == pytest.approx([1 / 3, 1 / 3])


def test_a_handoff_missed_or_one_too_many_earns_nothing_and_none_where_none_is_due_earns_one() -> (
    None
):
    score = handoff_score([2, None, None], [None, 1, None])
    assert score.golden_transfer == pytest.approx(1 / 3)
    assert score.f1 == 0


def test_a_blind_policy_looks_at_nothing_but_the_length() -> None:
    assert blind(2, [1, 2, 5]) == [None, 2, 2]
    assert blind(None, [1, 5]) == [None, None]


def test_the_median_is_the_middle_one() -> None:
    assert median([3.0, 1.0, 2.0]) == 2.0


def test_what_was_understood_stands_if_it_is_one_of_the_right_ones() -> None:
    assert judged_as(["a", "b"], "b") == "b"
    assert judged_as(["a", "b"], "c") == "a"
    assert judged_as(["a", "out_of_scope"], "nlu_fallback") == "out_of_scope"


def test_recall_counts_messages_by_their_first_label() -> None:
    meant = [["a"], ["a", "b"], ["b", "a"], ["c"]]
    assert recall_of({"a", "c"}, meant, [True, False, True, True]) == pytest.approx(2 / 3)
    assert recall_of({"d"}, meant, [True] * 4) is None
