"""The models of how a message feels, as `emotion.py` trains, stores and asks them.

Whether a message is upset, and whether strongly, is weighed as its topic is: by letters (`ngrams.py`) and by
meaning (`meaning.py`), the latter together with signs of loudness and with what the lexicon finds
(`signs.py`). A third model over meaning and signs names the feeling.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.components.meaning import Meaning
from bot.components.ngrams import Floats, Ngrams, views_of_moods

_LETTERS_C, _MEANING_C, _LABELS_C = 2.0, 0.001, 0.003
_UPSET, _STRONG = 1, 2  # the levels of `data/emotion`


@dataclass(frozen=True)
class Scores:
    """How far a message is on the side of upset and of strongly upset, and of each label; no bounds."""

    upset: float
    strong: float
    labels: dict[str, float]


class Moods:
    """`letters` has the two classes upset and strong; `scale` makes signs comparable with vectors."""

    def __init__(
        self,
        letters: Ngrams,
        meanings: Sequence[Meaning],
        labels: list[str],
        scale: Floats,
    ) -> None:
        self._letters = letters
        self._upset, self._strong, self._label = meanings
        self._labels = labels
        self._scale = scale

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        vectors: Floats | None,
        signs: Floats,
        levels: NDArray[np.intp],
        labels: Sequence[str],
    ) -> Moods:
        """Learns from texts, their vectors (None without an encoder), signs, levels of upset and labels."""
        sides = [levels >= _UPSET, levels >= _STRONG]
        scale = (1.0 if vectors is None else vectors.std(axis=0).mean()) / (
            signs.std(axis=0) + 1e-9
        )
        seen = _side_by_side(vectors, signs * scale)
        meanings = [
            *(Meaning.fitted(seen, side, _MEANING_C, balanced=True) for side in sides),
            Meaning.fitted(seen, labels, _LABELS_C, balanced=True),
        ]

        def weigh(features: csr_matrix) -> Floats:
            return np.hstack([_regression().fit(features, side).coef_.T for side in sides])

        return cls(
            Ngrams.fitted(views_of_moods(), texts, weigh), meanings, sorted(set(labels)), scale
        )

    def scores(
        self, text: str, vector: Floats | None, signs: Sequence[float], weight: float
    ) -> Scores:
        """Weighs one message: how upset, how strongly, and the feeling; `weight` is that of the meaning."""
        letters = self._letters.scores(text)
        scaled = np.asarray(signs) * self._scale
        seen = scaled if vector is None else np.concatenate([vector, scaled])
        if len(seen) != len(
            self._upset.weights
        ):  # trained with an encoder, used without, or the reverse
            seen = np.zeros(len(self._upset.weights))
            seen[-len(scaled) :] = scaled
        upset, strong = (
            float(letters[place] + weight * np.diff(model.scores(seen))[0])
            for place, model in enumerate((self._upset, self._strong))
        )
        return Scores(
            upset, strong, dict(zip(self._labels, self._label.scores(seen).tolist(), strict=True))
        )

    def store(self, folder: Path) -> None:
        """Writes all of it below `folder`, as JSON and arrays."""
        content = {"labels": self._labels, "terms": self._letters.terms}
        (folder / "moods.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        arrays: dict[str, Any] = {"scale": self._scale, **self._letters.arrays}
        for place, model in enumerate((self._upset, self._strong, self._label)):
            arrays[f"meaning{place}"], arrays[f"bias{place}"] = model.weights, model.bias
        np.savez(folder / "moods.npz", **arrays)

    @classmethod
    def stored(cls, folder: Path) -> Moods:
        """What `store` wrote."""
        content = json.loads((folder / "moods.json").read_text("utf-8"))
        with np.load(folder / "moods.npz", allow_pickle=False) as arrays:
            letters = Ngrams.stored(views_of_moods(), content["terms"], arrays)
            meanings = [Meaning(arrays[f"meaning{i}"], arrays[f"bias{i}"]) for i in range(3)]
            return cls(letters, meanings, content["labels"], arrays["scale"])


def _regression() -> LogisticRegression:
    return LogisticRegression(
        C=_LETTERS_C, solver="liblinear", class_weight="balanced", max_iter=200
    )


def _side_by_side(vectors: Floats | None, signs: Floats) -> Floats:
    return signs if vectors is None else np.hstack([vectors, signs])
