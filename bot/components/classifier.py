"""What does the customer want? Words, letters, sounds and concepts, weighed by one linear model.

Sublinear tf-idf over words (1-2) and over characters within word borders (2-5), over the consonant
skeleton and over the concepts of a message (`bot/components/features.py`), then one logistic
regression for each intent. On short help-desk questions this is as accurate as a transformer trained
on the same examples, trains in seconds and answers in well under a millisecond; what else was tried
is told in docs/subsystems/understanding.md. Characters matter twice here: they forgive typing
errors, and they see through Persian suffixes and spacing.

The confidences are calibrated by temperature scaling (Guo et al., "On Calibration of Modern Neural
Networks", 2017): one number, fitted on scores of examples kept back, by which the scores are divided. So a
threshold means the same after every training.

Stored as plain arrays and JSON: loading a model runs no code from it. In use scikit-learn's own
matrices would cost more than the arithmetic, so one message is weighed term by term here; a test
holds both ways to the same scores.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from bot.components.entities import found_entities
from bot.components.features import concepts, letters, skeleton

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Floats = NDArray[np.floating[Any]]

_WORD = r"\w+"  # single letters too: "y", "n", "و"
_ONCE = 2  # a term in fewer examples than this tells nothing about others
_STAND_INS = {"order_number": "0000", "phone": "00000000000"}
_UNSEEN = 0.25  # of the examples, kept back to calibrate


def vectorisers() -> list[TfidfVectorizer]:
    """The views of a message that are weighed, in the order of the weights."""

    def counted(view: Callable[[str], str], analyzer: str, lengths: tuple[int, int]) -> Any:
        return TfidfVectorizer(
            preprocessor=view,
            analyzer=analyzer,
            ngram_range=lengths,
            token_pattern=r"\S+" if view is concepts else _WORD,
            min_df=_ONCE,
            sublinear_tf=True,
            dtype=np.float32,
        )

    return [
        counted(letters, "word", (1, 2)),
        counted(letters, "char_wb", (2, 5)),
        counted(skeleton, "word", (1, 2)),
        counted(skeleton, "char_wb", (2, 4)),
        counted(concepts, "word", (1, 2)),
    ]


def fitted_temperature(scores: Floats, truth: NDArray[np.intp]) -> float:
    """The temperature under which `scores` (rows × classes) make `truth` most likely.

    Bounded to 0.05-5: outside, there were too few rows to tell anything.
    """

    def loss(temperature: float) -> float:
        chances = log_softmax(scores / temperature, axis=1)
        return float(-chances[np.arange(len(truth)), truth].mean())

    return float(minimize_scalar(loss, bounds=(0.05, 5.0), method="bounded").x)


def alike(text: str, entities: list[dict[str, Any]]) -> str:
    """The text with every order's number alike, and every phone: whichever it is says nothing."""
    parts, at = [], 0
    for entity in entities:
        stand_in = _STAND_INS.get(entity["entity"])
        if stand_in is not None:
            parts += [text[at : entity["start"]], stand_in]
            at = entity["end"]
    return "".join([*parts, text[at:]])


@dataclass(frozen=True)
class View:
    """One vectoriser as it is used: terms with their places in the weights, and how rare they are."""

    terms_of: Callable[[str], list[str]]
    places: dict[str, int]
    rarity: Floats
    first: int  # row of the weights where this view begins

    def scores(self, text: str, weights: Floats) -> Floats:
        """What this view says for each class: sublinear tf-idf of length 1, times the weights."""
        counts = Counter(self.places[t] for t in self.terms_of(text) if t in self.places)
        if not counts:
            return np.zeros(weights.shape[1], dtype=np.float32)
        places = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(often)) * self.rarity[places]
        scores: Floats = (values / np.linalg.norm(values)) @ weights[places + self.first]
        return scores


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Vectorisers and classifier in one; sets `intent` and `intent_ranking`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """C is the inverse regularisation; `ranking_length` 0 keeps the ranking whole."""
        return {"C": 20.0, "max_iter": 200, "ranking_length": 10, "random_state": 7}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._views: list[View] = []
        self._labels: list[str] = []
        self._weights: Floats = np.zeros((0, 0))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits vectorisers, weights and temperature, and stores them."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        texts = [alike(text, found_entities(text)) for text in (e.get(TEXT) for e in examples)]
        labels = np.array([example.get(INTENT) for example in examples])
        fitted = vectorisers()
        features = hstack([v.fit_transform(texts) for v in fitted]).tocsr()
        model = self._model().fit(features, labels)
        self._labels = [str(label) for label in model.classes_]
        temperature = self._temperature(features, labels)
        self._weights = np.ascontiguousarray(model.coef_.T / temperature, dtype=np.float32)
        self._use([v.vocabulary_ for v in fitted], [v.idf_ for v in fitted])
        with self._model_storage.write_to(self._resource) as folder:
            self._store(folder)
        return self._resource

    def _model(self) -> LogisticRegression:
        return LogisticRegression(
            C=self._config["C"],
            max_iter=self._config["max_iter"],
            solver="liblinear",  # one against the rest, a fifth of multinomial's time
            fit_intercept=False,  # where nothing is known, nothing is likelier than the rest
            random_state=self._config["random_state"],
        )

    def _temperature(self, features: csr_matrix, labels: NDArray[np.str_]) -> float:
        """From a model that has seen most of the examples, and what it says of the others."""
        seen, unseen, seen_labels, unseen_labels = train_test_split(
            features,
            labels,
            test_size=_UNSEEN,
            stratify=labels,
            random_state=self._config["random_state"],
        )
        scores = self._model().fit(seen, seen_labels).decision_function(unseen)
        return fitted_temperature(scores, np.searchsorted(self._labels, unseen_labels))

    def _use(self, terms: list[dict[str, int]], rarities: list[Floats]) -> None:
        firsts = np.cumsum([0, *(len(places) for places in terms)])
        self._views = [
            View(
                vectoriser.build_analyzer(),
                {term: int(place) for term, place in places.items()},
                np.asarray(rarity, dtype=np.float32),
                int(first),
            )
            for vectoriser, places, rarity, first in zip(
                vectorisers(), terms, rarities, firsts[:-1], strict=True
            )
        ]

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the most likely intent and the ranking on each message."""
        for message in messages:
            text = alike(message.get(TEXT) or "", message.get(ENTITIES) or [])
            ranking = self.ranking(text)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def ranking(self, text: str) -> list[dict[str, Any]]:
        """Intents with calibrated confidences, most likely first."""
        chances = softmax(sum(view.scores(text, self._weights) for view in self._views))
        order = np.argsort(-chances)[: self._config["ranking_length"] or None]
        return [{"name": self._labels[i], "confidence": float(chances[i])} for i in order]

    def _store(self, folder: Path) -> None:
        terms = [view.places for view in self._views]
        (folder / "vocabulary.json").write_text(
            json.dumps({"labels": self._labels, "terms": terms}, ensure_ascii=False), "utf-8"
        )
        rarities = {f"rarity{i}": view.rarity for i, view in enumerate(self._views)}
        np.savez(folder / "weights.npz", weights=self._weights, **rarities)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._restore(folder)
        return component

    def _restore(self, folder: Path) -> None:
        words = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        self._labels = words["labels"]
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            self._weights = arrays["weights"]
            self._use(words["terms"], [arrays[f"rarity{i}"] for i in range(len(words["terms"]))])
