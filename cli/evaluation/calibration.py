"""Whether confidences mean something: a model is calibrated if what it is 0.8 sure of is right four
times in five.

The expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", 2017) is never
zero on few messages, so each is shown with its floor: the error that a perfectly calibrated model
with the same confidences would show on as many messages.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
DRAWS = 200
SURE = 0.7  # from here on a wrong reading is a confident one


@dataclass(frozen=True, slots=True)
class Guess:
    """A model's likeliest label for a message, before any threshold: how sure it was, and whether it
    was right."""

    confidence: float
    right: bool


def calibration_error(guesses: Sequence[Guess]) -> float:
    """The mean distance between confidence and share of right guesses, over bins of equal width,
    weighed by their guesses. Not empty."""
    bins: list[list[Guess]] = [[] for _ in range(BINS)]
    for guess in guesses:
        bins[min(BINS - 1, int(guess.confidence * BINS))].append(guess)
    distances = (abs(sum(guess.confidence - guess.right for guess in bin_)) for bin_ in bins)
    return sum(distances) / len(guesses)


def calibration_floor(guesses: Sequence[Guess]) -> float:
    """The mean error of a model that is right exactly as often as it says. The draws are the same in
    every run."""
    chance = random.Random(7)  # noqa: S311 - draws that can be repeated are the point
    errors = [
        calibration_error([Guess(g.confidence, chance.random() < g.confidence) for g in guesses])
        for _ in range(DRAWS)
    ]
    return sum(errors) / DRAWS
