"""How does the customer feel? Learnt from examples (`moods.py`); the lexicon says which words show it.

The topic is the second witness: praise is rarely upset, a complaint rarely calm. How far each topic leans to
either side is learnt from the examples that have both a topic and a mood. What comes of all three is calibrated
by numbers of `config.yml`, which were fitted on messages of real customers. Attaches `emotion` to the message,
and `upset` for `choice.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import expit

from bot.components.classifier import RANKING
from bot.components.encoder import encoder
from bot.components.entities import found_entities
from bot.components.examples import digest_of, examples_below, tables_below
from bot.components.features import alike
from bot.components.feelings import AROUSAL, Emotion
from bot.components.latin import READABLE, WRITING, Scripts
from bot.components.moods import Moods, Scores
from bot.components.signs import lexicon_of, signs
from bot.components.vector_cache import CachedEncoder
from bot.components.vectors import VECTORS
from bot.spelling import normalise

UPSET = "upset"
_SOUR = ("anger", "frustration", "sadness", "fear")
# Words may sound worse than they are meant: chances of being upset from which on those of the lexicon count.
_DOUBT, _TOLD_CALMLY = 0.7, {"fear": 0.0, "sadness": 0.3}
_LEANINGS = "leanings.json"
_FEW = 5  # examples of a topic
_UPSET_WEIGHS, _STRONG_WEIGHS = 0.35, 0.45  # of the strain on the mood: never 1 in one message


@dataclass(frozen=True)
class Calibration:
    """How scores become chances, and from which chance on a message counts as upset, by way of writing."""

    temperature: float
    shift: float
    strong_shift: float
    witness: float  # what the topics' leaning adds to the score
    meaning_weight: dict[str, float]
    upset_from: dict[str, float]

    @classmethod
    def of(cls, config: dict[str, Any]) -> Calibration:
        return cls(**{name: config[name] for name in cls.__dataclass_fields__})

    def chances(self, scores: Scores, leans: float) -> tuple[float, float]:
        """Turns scores into the chances that the customer is upset, and strongly so."""
        added = self.witness * leans
        return (
            float(expit((scores.upset + added) / self.temperature + self.shift)),
            float(expit((scores.strong + added) / self.temperature + self.strong_shift)),
        )


def leanings(topics_of_examples: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """How far each topic is on the side of upset (1) or of calm (-1), by its examples that are upset or not.

    A topic with few of them is near 0.
    """
    sides: dict[str, list[int]] = defaultdict(list)
    for topic, upset in topics_of_examples:
        sides[topic].append(1 if upset else -1)
    return {topic: sum(found) / (len(found) + _FEW) for topic, found in sides.items()}


def leaning(ranking: Sequence[dict[str, Any]], by_topic: Mapping[str, float]) -> float:
    """How far a message's likely topics lean to the side of upset: -1 to 1."""
    return sum(
        (by_topic.get(guess["name"], 0.0) * float(guess["confidence"]) for guess in ranking), 0.0
    )


def felt_as(
    upset: float, strong: float, labels: dict[str, float], found: Emotion, *, upset_from: float
) -> Emotion:
    """The emotion of a message by its chances, the models' labels and what the lexicon found."""
    if upset >= upset_from:
        return _sour(upset, min(upset, strong), labels, found)
    if found.label in _SOUR and upset < _TOLD_CALMLY.get(found.label, _DOUBT):
        return Emotion("neutral", 0.0, valence=max(found.valence, 0.0))
    return found


def _sour(upset: float, strong: float, labels: dict[str, float], found: Emotion) -> Emotion:
    known = found.label in _SOUR
    label = found.label if known else max(_SOUR, key=lambda name: labels.get(name, -np.inf))
    strain = _UPSET_WEIGHS * upset + _STRONG_WEIGHS * strong
    return Emotion(
        label,
        max(upset, found.score if known else 0.0),
        found.words if known else (),
        valence=min(-strain, found.valence),
        arousal=max(found.arousal, AROUSAL[label] * strong),
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EmotionDetector(GraphComponent):
    """Attaches `emotion` to the output of the message, beside intent and entities."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`examples` and `latin_examples` are folders of the checkout."""
        return {
            "examples": "data/emotion",
            "latin_examples": "data/nlu/fa/latin",
            "temperature": 2.0,
            "shift": 0.0,
            "strong_shift": 0.0,
            "witness": 0.0,
            "meaning_weight": {"en": 1.0, "fa": 1.0, "latin": 1.0},
            "upset_from": {"en": 0.5, "fa": 0.5, "latin": 0.5},
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._calibration = Calibration.of(config)
        self._model_storage = model_storage
        self._resource = resource
        self._leanings: dict[str, float] = {}
        self._moods: Moods | None = None

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        reader, whole = encoder(), {**cls.get_default_config(), **config}
        used = digest_of(whole["examples"], whole["latin_examples"])
        return f"{reader.name if reader else 'none'} {used}"

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmotionDetector:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the tables of `examples`; the examples of intents tell how Persian is written, and the topics."""
        known = {e.get(TEXT): e.get(INTENT) for e in training_data.intent_examples if e.get(TEXT)}
        scripts = Scripts.of(list(known), examples_below(self._config["latin_examples"]))
        rows = [row for table in tables_below(self._config["examples"]).values() for row in table]
        typed = [normalise(row["text"]) for row in rows]
        texts = [scripts.read(alike(text, found_entities(text)))[1] for text in typed]
        levels = np.array([int(row["upset"]) for row in rows])
        both = [(known[t], level > 0) for t, level in zip(typed, levels, strict=True) if t in known]
        self._leanings = leanings(both)
        reader = encoder()
        self._moods = Moods.of(
            texts,
            None if reader is None else CachedEncoder(reader).vectors(texts),
            np.array([signs(t, lexicon_of(t, r)) for t, r in zip(typed, texts, strict=True)]),
            levels,
            [row["label"] for row in rows],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._moods.store(folder)
            (folder / _LEANINGS).write_text(json.dumps(self._leanings), "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EmotionDetector:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._moods = Moods.stored(folder)
            component._leanings = json.loads((folder / _LEANINGS).read_text("utf-8"))
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            upset, emotion = self._felt(message)
            message.set(UPSET, upset)
            message.set("emotion", emotion.as_dict(), add_to_output=True)
        return messages

    def _felt(self, message: Message) -> tuple[bool, Emotion]:
        assert self._moods is not None  # noqa: S101 - it is trained or loaded before it reads
        text, readable = message.get(TEXT) or "", message.get(READABLE) or ""
        found, vectors = lexicon_of(text, readable), message.get(VECTORS)
        vector = None if vectors is None else vectors[0]
        calibration, writing = self._calibration, message.get(WRITING) or "en"
        scores = self._moods.scores(
            readable, vector, signs(text, found), calibration.meaning_weight[writing]
        )
        witnessed = leaning(message.get(RANKING) or [], self._leanings)
        upset, strong = calibration.chances(scores, witnessed)
        least = calibration.upset_from[writing]
        return upset >= least, felt_as(upset, strong, scores.labels, found, upset_from=least)
