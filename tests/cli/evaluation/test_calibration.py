"""Calibration, on guesses few enough to reckon by hand."""

import pytest

from cli.evaluation.calibration import Guess, calibration_error, calibration_floor


def test_what_is_as_often_right_as_it_says_has_no_error() -> None:
    """Four of five guesses at 0.8 are right."""
    assert calibration_error([Guess(0.8, n < 4) for n in range(5)]) == pytest.approx(0)


def test_bins_weigh_as_many_guesses_as_they_hold() -> None:
    """Three guesses at 0.95 are wrong, one at 0.25 is right."""
    guesses = [Guess(0.95, right=False)] * 3 + [Guess(0.25, right=True)]
    assert calibration_error(guesses) == pytest.approx((3 * 0.95 + 0.75) / 4)


def test_a_model_that_is_sure_and_right_has_no_floor_and_few_guesses_have_a_high_one() -> None:
    assert calibration_floor([Guess(1.0, right=True)] * 5) == 0
    few = calibration_floor([Guess(0.5, right=True)] * 10)
    many = calibration_floor([Guess(0.5, right=True)] * 1000)
    assert 0.1 < few < 0.15
    assert many < 0.02
    assert calibration_floor([Guess(0.5, right=False)] * 10) == few
