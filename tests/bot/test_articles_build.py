"""An index is built of what the shop has written, with an encoder that knows a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.articles.build import built, digest_of, index_file
from bot.articles.folder import Passage
from bot.components.e5_weights import Floats
from bot.components.encoder import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORDS = ("gift", "water", "club", "دست‌دوم")
SHARED = 0.9  # what any two texts have in common, as in e5


class Wordy:
    """An encoder: a direction for each known word, and one that all texts share."""

    name = "wordy-1"

    def tokens(self, text: str) -> int:
        return len(text)

    def vectors(self, texts: Sequence[str]) -> Floats:
        rows = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in zip(rows, texts):  # noqa: B905 - as many as there are
            row[len(WORDS)] = SHARED
            for place, word in enumerate(WORDS):
                row[place] = 0.4 * (word in text)
        return rows

    def passages(self, texts: Sequence[str]) -> Floats:
        return self.vectors(texts)


def passage(slug: str, text: str, language: str = "en", heading: str = "") -> Passage:
    return Passage(slug, language, "Title", 0, heading, text)


SHELF = [
    passage("gifts", "A gift card. It is valid."),
    passage("care", "Keep it from water. And dust."),
    passage("club", "We meet.", heading="Our club"),
    passage("used", "کتاب دست‌دوم", "fa"),
]


def test_a_question_finds_its_passage_among_texts_that_are_all_alike() -> None:
    """By the text or by its heading, and in the other language."""
    reader = Wordy()
    index = built(SHELF, reader)
    for question, language, slug in (
        ("about gift cards", "en", "gifts"),
        ("is water bad", "en", "care"),
        ("when is the club", "en", "club"),
        ("کتاب دست‌دوم", "fa", "used"),
        ("the دست‌دوم books", "en", "used"),
    ):
        found = index.find(reader.vectors([question])[0], language)
        assert found is not None
        assert found.passage.slug == slug
        nothing = index.find(reader.vectors(["the weather"])[0], language)
        assert nothing is not None
        assert found.probability > 2 * nothing.probability


def test_an_empty_folder_has_an_index_too() -> None:
    index = built([], Wordy())
    assert index.find(np.ones(DIMENSIONS), "en") is None


def test_an_index_says_what_it_was_built_of(tmp_path: Path) -> None:
    """So that nothing is built twice, and two shops on one machine have two."""
    assert built(SHELF, Wordy()).digest == digest_of(SHELF)
    assert digest_of(SHELF) != digest_of(SHELF[1:])
    assert index_file(tmp_path / "a") != index_file(tmp_path / "b")
    assert index_file(tmp_path / "a") == index_file(tmp_path / "b" / ".." / "a")
