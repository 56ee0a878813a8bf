"""What does the customer want? Two views of a message, each weighed by a linear model, their scores added.

*Letters*: sublinear tf-idf over words, characters, consonants and concepts (`ngrams.py`, `features.py`), one
logistic regression for each intent. It knows the words of the examples, forgives typing errors, and sees
through Persian suffixes and spacing. *Meaning*: a regression over vectors (`encoder.py`, `meaning.py`), which
knows what is said in other words than those of any example. Neither reads real customers well alone; what
was tried is told in docs/subsystems/understanding.md. Without an encoder the letters are left.

Scores become confidences by a temperature (Guo et al., "On Calibration of Modern Neural Networks", 2017), one
for each way of writing, and none is beyond `sure_at_most`: however clear the scores are, some messages are about
what nobody taught. Both come from `config.yml`, not from training: how sure the examples make a model says
little about how right it is about real customers, so they were fitted on messages that customers wrote.

Stored as plain arrays and JSON: loading a model runs no code from it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from scipy.special import softmax

from bot.components.encoder import encoder
from bot.components.latin import READABLE, SPELLED, WRITING
from bot.components.meaning import Meaning
from bot.components.ngrams import Floats, Ngrams, views_of_matters
from bot.components.one_against_rest import weighed
from bot.components.vector_cache import CachedEncoder
from bot.components.vectors import CLAUSES, VECTORS

if TYPE_CHECKING:
    from pathlib import Path

_UNKNOWN_WORDS = 0.25  # what meaning counts for where no word is known
_FEW_KNOWN = 0.2  # of the words and pairs of words in a message
_STRANGE = 0.6  # what any chance counts for there: letters alone are like some topic's, too
RANKING = "intent_ranking"
CLAUSE_RANKINGS = "clause_rankings"


class TopicModels:
    """The two models, and what they say together. `letters` has a class for each of `labels`."""

    def __init__(self, labels: list[str], letters: Ngrams, meaning: Meaning | None) -> None:
        self.labels = labels
        self.letters = letters
        self.meaning = meaning  # None: trained without an encoder

    def scores(self, text: str, vector: Floats | None, weight: float) -> Floats:
        """For each label; `weight` is that of the meaning, whose scores have the mean 0.

        An encoder finds a meaning in anything: it counts less where no word is known.
        """
        scores = self.letters.scores(text)
        if self.meaning is not None and vector is not None:
            trust = weight if self.letters.views[0].knows(text) else _UNKNOWN_WORDS * weight
            scores = scores + trust * self.meaning.scores(vector)
        return scores


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Sets `intent` and `intent_ranking`, and the rankings of the clauses for `choice.py`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C` and `meaning_C` are inverse regularisations; `ranking_length` 0 keeps the ranking whole."""
        return {
            "C": 20.0,
            "meaning_C": 0.003,
            "meaning_weight": {"en": 1.0, "fa": 1.0, "latin": 1.0},
            "temperature": {"en": 1.0, "fa": 1.0, "latin": 1.0},
            "sure_at_most": {"en": 1.0, "fa": 1.0, "latin": 1.0},
            "ranking_length": 10,
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._models = TopicModels([], Ngrams([], [], [], np.zeros((0, 0))), None)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A model trained with an encoder is another than one without."""
        reader = encoder()
        return reader.name if reader else "none"

    def train(self, training_data: TrainingData) -> Resource:
        """Fits both models, and stores them."""
        examples = [e for e in training_data.intent_examples if e.get(READABLE) and e.get(INTENT)]
        texts = [example.get(READABLE) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        self._models = TopicModels(
            sorted(set(labels)),
            self._letters([example.get(SPELLED) for example in examples], labels),
            self._meaning(texts, labels),
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._store(folder)
        return self._resource

    def _letters(self, texts: list[str], labels: list[str]) -> Ngrams:
        def weigh(features: csr_matrix) -> Floats:
            return weighed(features, labels, self._config["C"])

        return Ngrams.fitted(views_of_matters(), texts, weigh)

    def _meaning(self, texts: list[str], labels: list[str]) -> Meaning | None:
        reader = encoder()
        if reader is None:
            return None
        return Meaning.fitted(
            CachedEncoder(reader).vectors(texts), labels, self._config["meaning_C"]
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the most likely intent and the ranking on each message."""
        for message in messages:
            writing, vectors = message.get(WRITING) or "en", message.get(VECTORS)
            rows = [] if vectors is None else list(vectors)
            texts = [message.get(SPELLED) or "", *(message.get(CLAUSES) or [])]
            rankings = [
                self.ranking(text, rows[place] if place < len(rows) else None, writing)
                for place, text in enumerate(texts)
            ]
            message.set(INTENT, rankings[0][0], add_to_output=True)
            message.set(RANKING, rankings[0], add_to_output=True)
            message.set(CLAUSE_RANKINGS, rankings[1:])
        return messages

    def ranking(
        self, text: str, vector: Floats | None, writing: str = "en"
    ) -> list[dict[str, Any]]:
        """Intents with calibrated confidences, most likely first."""
        scores = self._models.scores(text, vector, self._config["meaning_weight"][writing])
        chances = softmax(scores / self._config["temperature"][writing])
        chances *= self._config["sure_at_most"][writing]
        if self._models.letters.views[0].share_known(text) < _FEW_KNOWN:
            chances *= _STRANGE
        order = np.argsort(-chances)[: self._config["ranking_length"] or None]
        return [{"name": self._models.labels[i], "confidence": float(chances[i])} for i in order]

    def _store(self, folder: Path) -> None:
        models = self._models
        words = {"labels": models.labels, "terms": models.letters.terms}
        (folder / "vocabulary.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")
        meaning = {} if models.meaning is None else models.meaning.arrays
        np.savez(folder / "weights.npz", **models.letters.arrays, **meaning)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "vocabulary.json").read_text("utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
                letters = Ngrams.stored(views_of_matters(), words["terms"], arrays)
                component._models = TopicModels(words["labels"], letters, Meaning.stored(arrays))
        return component
