"""The index of passages: which of them answers a question, and how likely it does.

Three views of a passage are compared with the question: the whole of it, that one of its sentences which is
nearest, and its heading, itself read as a question. All vectors are centred first. This family of encoders
lays any two texts of one language near each other, and those of two languages apart; what all have in common
is taken off, for each language and for questions and passages apart (`background.yml` keeps that steady in a
shop of two articles).

A passage is the answer with the probability

    exp(s) / (exp(s of the passage) + exp(s of its next rivals) + exp(NOBODY))

where the last term stands for "no passage says so". Passages of the two languages are no rivals: they may
say the same. Figures: docs/subsystems/understanding.md.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.articles.folder import LANGUAGES, Passage, names_for

Floats = NDArray[np.floating[Any]]

_WHOLE, _SENTENCE, _HEADING = 0.4, 0.4, 0.2  # what the views weigh
_SHARPNESS, _NOBODY = 20.0, 7.0
_RIVALS = 6  # passages of one language that are weighed against each other
_OTHER_LANGUAGE = (
    0.8  # a passage that everybody can read comes before one as good that needs a translator
)


@dataclass(frozen=True)
class Found:
    """A passage, and the probability that it answers."""

    passage: Passage
    probability: float


@dataclass(frozen=True)
class Index:
    """All passages, by three views of each.

    `sentences` are those of all passages, one passage after the other; `starts` says where each begins.
    `questions` is the middle of questions, by language. `digest` is that of what the index was built of.
    """

    digest: str
    passages: Sequence[Passage]
    whole: Floats
    sentences: Floats
    starts: NDArray[np.intp]
    headings: Floats
    questions: Mapping[str, Floats]

    def find(self, question: Floats, language: str) -> Found | None:
        """The passage that answers a question in `language`, if there are any passages."""
        best = [
            self._best_of(spoken, scores)
            for scores in [self._scores(question, language)]
            for spoken in LANGUAGES
        ]
        found = [answer for answer in best if answer is not None]

        def worth(answer: Found) -> float:
            own = answer.passage.language == language
            return answer.probability * (1.0 if own else _OTHER_LANGUAGE)

        return max(found, key=worth, default=None)

    def within(self, slug: str, question: Floats, language: str) -> Passage | None:
        """The passage of one article that is nearest to a question in `language`; None if the article is not here."""
        slugs = np.array([passage.slug for passage in self.passages], dtype=str)
        for name in names_for(slug, language):
            places = np.flatnonzero(slugs == name)
            if len(places):
                scores = self._scores(question, language)
                return self.passages[int(places[np.argmax(scores[places])])]
        return None

    def _scores(self, question: Floats, language: str) -> Floats:
        if not self.passages:
            return np.zeros(0)
        asked = centred(question, self.questions[language])
        nearest = np.maximum.reduceat(self.sentences @ asked, self.starts)
        near: Floats = (
            _WHOLE * (self.whole @ asked) + _SENTENCE * nearest + _HEADING * (self.headings @ asked)
        )
        return _SHARPNESS * near

    def _best_of(self, language: str, scores: Floats) -> Found | None:
        places = self._places[language]
        if not len(places):
            return None
        ranked = places[np.argsort(-scores[places])[:_RIVALS]]
        weights = np.exp(np.array([*scores[ranked], _NOBODY]) - _NOBODY)
        return Found(self.passages[ranked[0]], float(weights[0] / weights.sum()))

    @cached_property
    def _places(self) -> Mapping[str, NDArray[np.intp]]:
        """Where the passages of each language are."""
        spoken = np.array([passage.language for passage in self.passages], dtype=str)
        return {language: np.flatnonzero(spoken == language) for language in LANGUAGES}

    def store(self, file: Path) -> None:
        """Puts it in place of the old one, at once."""
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}.npz")
        told = json.dumps({"digest": self.digest, "passages": [asdict(p) for p in self.passages]})
        np.savez(
            partial,
            told=np.frombuffer(told.encode(), np.uint8),
            whole=self.whole,
            sentences=self.sentences,
            starts=self.starts,
            headings=self.headings,
            **{f"questions_{language}": self.questions[language] for language in LANGUAGES},
        )
        partial.replace(file)

    @classmethod
    def stored(cls, file: Path) -> Index | None:
        """What `store` wrote; None if there is nothing, or nothing that can be read."""
        try:
            with np.load(file, allow_pickle=False) as arrays:
                told = json.loads(arrays["told"].tobytes())
                return cls(
                    digest=told["digest"],
                    passages=[Passage(**passage) for passage in told["passages"]],
                    whole=arrays["whole"],
                    sentences=arrays["sentences"],
                    starts=arrays["starts"],
                    headings=arrays["headings"],
                    questions={lang: arrays[f"questions_{lang}"] for lang in LANGUAGES},
                )
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return None


def centred(vectors: Floats, middle: Floats) -> Floats:
    """Vectors without what they have in common, of length 1 again."""
    rest = vectors - middle
    length = np.linalg.norm(rest, axis=-1, keepdims=True)
    unit: Floats = rest / np.maximum(length, 1e-9)
    return unit
