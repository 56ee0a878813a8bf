"""A regression for each class, wherever it is fitted."""

from __future__ import annotations

import os

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.components.one_against_rest import weighed

KINDS = ["apple", "pear", "plum"]
CHANCE = np.random.default_rng(7)
LABELS = [KINDS[place % 3] for place in range(90)]
FEATURES = csr_matrix(
    [[float(label == kind) + CHANCE.random() / 4 for kind in KINDS] for label in LABELS]
)


def test_each_example_is_nearest_to_its_own_class() -> None:
    """The classes are in the order of their names."""
    weights = weighed(FEATURES, LABELS, 10.0)
    assert weights.shape == (3, 3)
    assert [KINDS[place] for place in (FEATURES @ weights).argmax(axis=1)] == LABELS


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="there is one core")
def test_one_core_fits_the_same() -> None:
    """Weights do not depend on where, and in which order, they were fitted."""
    every = os.sched_getaffinity(0)
    beside = weighed(FEATURES, LABELS, 10.0)
    os.sched_setaffinity(0, {min(every)})
    try:
        alone = weighed(FEATURES, LABELS, 10.0)
    finally:
        os.sched_setaffinity(0, every)
    assert np.array_equal(alone, beside)
