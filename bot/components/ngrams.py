"""Messages as weighed terms: sublinear tf-idf over several views of a text, for linear models.

scikit-learn counts and weighs in training. In use its matrices would cost more than the arithmetic, so one
message is weighed term by term here; a test holds both ways to the same scores.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.components.features import concepts, letters, skeleton

Floats = NDArray[np.floating[Any]]

_WORD = r"\w+"  # single letters too: "y", "n", "و"
_CONCEPT = r"\S+"
_TEXTS_KEPT = 8  # a message and its clauses
_ONCE = 2  # a term in fewer examples than this tells nothing about others


def _counted(view: Callable[[str], str], analyzer: str, lengths: tuple[int, int]) -> Any:
    return TfidfVectorizer(
        preprocessor=view,
        analyzer=analyzer,
        ngram_range=lengths,
        token_pattern=_CONCEPT if view is concepts else _WORD,
        min_df=_ONCE,
        sublinear_tf=True,
        dtype=np.float32,
    )


@cache
def _analyzer(
    view: Callable[[str], str], analyzer: str, lengths: tuple[int, int]
) -> Callable[[str], list[str]]:
    """The terms of a text. Models with the same view of a message have it looked at once."""
    analyze: Callable[[str], list[str]] = _counted(view, analyzer, lengths).build_analyzer()
    return lru_cache(maxsize=_TEXTS_KEPT)(analyze)


def views_of_matters() -> list[TfidfVectorizer]:
    """What tells what a message is about, in the order of the weights."""
    return [
        _counted(letters, "word", (1, 2)),
        _counted(letters, "char_wb", (2, 5)),
        _counted(skeleton, "word", (1, 2)),
        _counted(skeleton, "char_wb", (2, 4)),
        _counted(concepts, "word", (1, 2)),
    ]


def views_of_moods() -> list[TfidfVectorizer]:
    """What tells how somebody feels: not the concepts, which say what about."""
    return [
        _counted(letters, "word", (1, 2)),
        _counted(letters, "char_wb", (2, 5)),
        _counted(skeleton, "char_wb", (2, 4)),
    ]


def views_of_languages() -> list[TfidfVectorizer]:
    """What tells Persian in Latin letters from English: words, and what they are made of."""
    return [_counted(letters, "word", (1, 1)), _counted(letters, "char_wb", (1, 3))]


@dataclass(frozen=True)
class View:
    """One vectoriser as it is used: terms with their places in the weights, and how rare they are."""

    terms_of: Callable[[str], list[str]]
    places: dict[str, int]
    rarity: Floats
    first: int  # row of the weights where this view begins

    def knows(self, text: str) -> bool:
        """Whether any term of the text is known."""
        return any(term in self.places for term in self.terms_of(text))

    def share_known(self, text: str) -> float:
        """How many of the text's terms are known: of none, 0."""
        terms = self.terms_of(text)
        return sum(term in self.places for term in terms) / max(1, len(terms))

    def scores(self, text: str, weights: Floats) -> Floats:
        """What this view says for each class: sublinear tf-idf of length 1, times the weights."""
        counts = Counter(self.places[t] for t in self.terms_of(text) if t in self.places)
        if not counts:
            return np.zeros(weights.shape[1], dtype=np.float32)
        places = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(often)) * self.rarity[places]
        length = math.sqrt(values @ values)
        scores: Floats = (values / length) @ weights[places + self.first]
        return scores


class Ngrams:
    """Fitted views of a text, and the weights of their terms for each class."""

    def __init__(
        self,
        vectorisers: Sequence[TfidfVectorizer],
        terms: Sequence[dict[str, int]],
        rarities: Sequence[Floats],
        weights: Floats,
    ) -> None:
        firsts = np.cumsum([0, *map(len, terms)])
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.views = [
            View(
                _analyzer(vectoriser.preprocessor, vectoriser.analyzer, vectoriser.ngram_range),
                {term: int(place) for term, place in places.items()},
                np.asarray(rarity, dtype=np.float32),
                int(first),
            )
            for vectoriser, places, rarity, first in zip(
                vectorisers, terms, rarities, firsts[:-1], strict=True
            )
        ]

    @classmethod
    def fitted(
        cls,
        vectorisers: Sequence[TfidfVectorizer],
        texts: Sequence[str],
        weigh: Callable[[csr_matrix], Floats],
    ) -> Ngrams:
        """Learns the terms of `texts`; `weigh` makes weights (terms × classes) of their features."""
        features = hstack([v.fit_transform(texts) for v in vectorisers]).tocsr()
        terms = [v.vocabulary_ for v in vectorisers]
        return cls(vectorisers, terms, [v.idf_ for v in vectorisers], weigh(features))

    def scores(self, text: str) -> Floats:
        """For each class, from one text."""
        scores: Floats = sum(
            (view.scores(text, self.weights) for view in self.views),
            np.zeros(self.weights.shape[1], dtype=np.float32),
        )
        return scores

    @property
    def terms(self) -> list[dict[str, int]]:
        """For storing: the vocabulary of each view."""
        return [view.places for view in self.views]

    @property
    def arrays(self) -> dict[str, Floats]:
        """For storing: the weights, and the rarity of each view's terms."""
        rarities = {f"rarity{i}": view.rarity for i, view in enumerate(self.views)}
        return {"weights": self.weights, **rarities}

    @classmethod
    def stored(
        cls,
        vectorisers: Sequence[TfidfVectorizer],
        terms: Sequence[dict[str, int]],
        arrays: Any,
    ) -> Ngrams:
        """From what `terms` and `arrays` said."""
        rarities = [arrays[f"rarity{i}"] for i in range(len(terms))]
        return cls(vectorisers, terms, rarities, arrays["weights"])
