"""A linear model over vectors."""

from __future__ import annotations

import numpy as np
import pytest

from bot.components.meaning import Meaning

CHANCE = np.random.default_rng(7)
CENTRES = CHANCE.normal(size=(3, 12))
LABELS = np.repeat(["late", "broken", "thanks"], 60)
VECTORS = np.repeat(CENTRES, 60, axis=0) + 0.3 * CHANCE.normal(size=(180, 12))


def test_it_tells_labels_apart_in_their_order() -> None:
    model = Meaning.fitted(VECTORS, LABELS, 0.1)
    names = np.unique(LABELS)
    assert (names[model.scores(VECTORS).argmax(axis=1)] == LABELS).mean() > 0.95
    assert np.allclose(model.scores(VECTORS).mean(axis=1), 0, atol=1e-4)


def test_of_two_labels_each_has_a_score() -> None:
    is_thanks = LABELS == "thanks"
    model = Meaning.fitted(VECTORS, is_thanks, 0.1, balanced=True)
    scores = model.scores(VECTORS)
    assert scores.shape == (180, 2)
    assert ((scores[:, 1] > scores[:, 0]) == is_thanks).mean() > 0.95


def test_it_is_stored_as_arrays() -> None:
    model = Meaning.fitted(VECTORS, LABELS, 0.1)
    stored = Meaning.stored(model.arrays)
    assert stored is not None
    assert stored.scores(VECTORS[0]) == pytest.approx(model.scores(VECTORS[0]))
    assert Meaning.stored({}) is None
